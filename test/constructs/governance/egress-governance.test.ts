import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { Namespace } from 'cdk8s-plus-30';
import { Approval, ClientNamespace, EgressGateway, EgressGovernance, type EgressGovernanceProps } from '../../../lib';
import { approvalGuard } from '../../../lib/constructs/governance/admission';
import { GOVERNANCE_POLICY_NAMES } from '../../../lib/constructs/governance/policy-parts';
import { DEFAULT_APPROVAL_KEYS } from '../../../lib/core/labels';
import { egress, exit, gateway, host, policy } from '../../kit';
import { type Manifests, manifests, outline, synth } from '../../manifests';
import { alone } from './alone';

test('creates by default', () => {
  const { chart } = egress();
  const all = outline(new EgressGovernance(chart, 'governance', { name: 'egress' }));
  // The other policies have the same rules for other kinds, or are in the table of requests.
  expect(all.slice(0, all.indexOf('\nValidatingPolicy egress-endpoints'))).toMatchInlineSnapshot(`
"ClusterRole egress-reports
  annotations: { argocd.argoproj.io/sync-wave: "-3" }
  labels: { rbac.kyverno.io/aggregate-to-reports-controller: "true" }
  rules:
    - { apiGroups: [ networking.istio.io ], resources: [ serviceentries, workloadentries ], verbs: [ get, list, watch ] }
    - { apiGroups: [ gateway.kgateway.dev ], resources: [ backends, trafficpolicies ], verbs: [ get, list, watch ] }
    - { apiGroups: [ "" ], resources: [ services ], verbs: [ get, list, watch ] }
    - apiGroups: [ gateway.networking.k8s.io ]
      resources: [ httproutes, grpcroutes, tlsroutes, tcproutes, udproutes ]
      verbs: [ get, list, watch ]
ValidatingPolicy egress-approval
  annotations: { argocd.argoproj.io/sync-wave: "-3" }
  evaluation: { admission: { enabled: true }, background: { enabled: true } }
  failurePolicy: Fail
  matchConditions:
    - expression: '!has(object.metadata.deletionTimestamp) || (request.operation == "UPDATE" && (has(object.spec) != has(oldObject.spec) || (has(object.spec) && object.spec != oldObject.spec)))'
      name: not-being-deleted
    - expression: object.kind != "Service" || (has(object.spec.type) && object.spec.type == "ExternalName")
      name: names-a-destination
    - expression: 'object.kind != "WorkloadEntry" || !has(object.spec.address) || !object.spec.address.matches("^(10([.][0-9]{1,3}){3}|172[.](1[6-9]|2[0-9]|3[01])([.][0-9]{1,3}){2}|192[.]168([.][0-9]{1,3}){2}|[fF][cCdD][0-9a-fA-F]{2}:[0-9a-fA-F:]+)$")'
      name: not-a-workload-inside
    - expression: |
        object.kind != "ServiceEntry" || !has(object.spec.location) || object.spec.location != "MESH_INTERNAL"
          || !has(object.spec.resolution) || !(object.spec.resolution in ["STATIC", "DNS", "DNS_ROUND_ROBIN"])
          || (object.spec.resolution != "STATIC" && (!has(object.spec.endpoints) || size(object.spec.endpoints) == 0))
          || (has(object.spec.endpoints) && !object.spec.endpoints.all(endpoint, has(endpoint.address) && endpoint.address.matches("^(10([.][0-9]{1,3}){3}|172[.](1[6-9]|2[0-9]|3[01])([.][0-9]{1,3}){2}|192[.]168([.][0-9]{1,3}){2}|[fF][cCdD][0-9a-fA-F]{2}:[0-9a-fA-F:]+)$")))
          || !has(object.spec.hosts) || !object.spec.hosts.all(host, host.matches("^([^.*]+|(.+[.])?(local|localhost|internal|intranet|private|corp|home|lan|localdomain|test|example|invalid|onion|arpa|svc|cluster))[.]?$"))
          || (has(object.spec.addresses) && !object.spec.addresses.all(address, address.matches("^(10([.][0-9]{1,3}){3}|172[.](1[6-9]|2[0-9]|3[01])([.][0-9]{1,3}){2}|192[.]168([.][0-9]{1,3}){2}|[fF][cCdD][0-9a-fA-F]{2}:[0-9a-fA-F:]+)$") || address.matches("^2[45][0-9]([.][0-9]{1,3}){3}$")))
      name: not-a-service-inside
    - expression: |
        object.kind != "Backend" || !has(object.spec.static) || !has(object.spec.static.hosts) || size(object.spec.static.hosts) == 0
          || !object.spec.static.hosts.all(each, has(each.host) && each.host.matches("^([a-zA-Z0-9_-]+[.]){2,}[sS][vV][cC]([.][cC][lL][uU][sS][tT][eE][rR][.][lL][oO][cC][aA][lL])?[.]?$"))
      name: not-a-backend-inside
    - expression: 'object.kind != "Service" || !has(object.spec.externalName) || !object.spec.externalName.matches("^([a-zA-Z0-9_-]+[.]){2,}[sS][vV][cC]([.][cC][lL][uU][sS][tT][eE][rR][.][lL][oO][cC][aA][lL])?[.]?$")'
      name: not-an-alias-inside
  matchConstraints:
    resourceRules:
      - apiGroups: [ networking.istio.io ]
        apiVersions: [ "*" ]
        operations: [ CREATE, UPDATE ]
        resources: [ serviceentries, workloadentries ]
      - { apiGroups: [ gateway.kgateway.dev ], apiVersions: [ "*" ], operations: [ CREATE, UPDATE ], resources: [ backends ] }
      - { apiGroups: [ "" ], apiVersions: [ "*" ], operations: [ CREATE, UPDATE ], resources: [ services ] }
      - apiGroups: [ networking.istio.io ]
        apiVersions: [ v1 ]
        operations: [ CREATE, UPDATE ]
        resources: [ serviceentries, workloadentries ]
      - apiGroups: [ gateway.kgateway.dev ]
        apiVersions: [ v1alpha1 ]
        operations: [ CREATE, UPDATE ]
        resources: [ backends ]
      - { apiGroups: [ "" ], apiVersions: [ v1 ], operations: [ CREATE, UPDATE ], resources: [ services ] }
  validationActions: [ Deny ]
  validations:
    - expression: variables.approved == "true"
      message: 'egress destination without approval: label security.corp/egress-approved must be "true"'
      messageExpression: '"egress destination without approval: label security.corp/egress-approved must be \\"true\\"" + " (host " + variables.destination + ", owner " + object.metadata.?annotations[?"security.corp/egress-owner"].orValue("none") + ", ticket " + object.metadata.?annotations[?"security.corp/egress-ticket"].orValue("none") + ")"'
    - expression: '["security.corp/egress-owner", "security.corp/egress-ticket", "security.corp/egress-reason", "security.corp/egress-approved-by"].all(key, object.metadata.?annotations[?key].orValue("") != "")'
      message: "egress destination with an incomplete approval: annotations security.corp/egress-owner, security.corp/egress-ticket, security.corp/egress-reason, security.corp/egress-approved-by must be set"
      messageExpression: '"egress destination with an incomplete approval: annotations security.corp/egress-owner, security.corp/egress-ticket, security.corp/egress-reason, security.corp/egress-approved-by must be set" + " (host " + variables.destination + ", owner " + object.metadata.?annotations[?"security.corp/egress-owner"].orValue("none") + ", ticket " + object.metadata.?annotations[?"security.corp/egress-ticket"].orValue("none") + ")"'
    - expression: 'variables.from.matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$") && variables.until.matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")'
      message: "egress destination with an incomplete approval: annotations security.corp/egress-from, security.corp/egress-until must be instants such as 2027-01-01T00:00:00Z"
      messageExpression: '"egress destination with an incomplete approval: annotations security.corp/egress-from, security.corp/egress-until must be instants such as 2027-01-01T00:00:00Z" + " (host " + variables.destination + ", owner " + object.metadata.?annotations[?"security.corp/egress-owner"].orValue("none") + ", ticket " + object.metadata.?annotations[?"security.corp/egress-ticket"].orValue("none") + ")"'
    - expression: timestamp(variables.from) <= time.now()
      message: "egress destination whose approval has not begun: annotation security.corp/egress-from must be a past instant such as 2026-01-01T00:00:00Z"
      messageExpression: '"egress destination whose approval has not begun: annotation security.corp/egress-from must be a past instant such as 2026-01-01T00:00:00Z" + " (host " + variables.destination + ", owner " + object.metadata.?annotations[?"security.corp/egress-owner"].orValue("none") + ", ticket " + object.metadata.?annotations[?"security.corp/egress-ticket"].orValue("none") + ")"'
    - expression: timestamp(variables.until) > time.now()
      message: "egress destination whose approval has ended: annotation security.corp/egress-until must be a future instant such as 2027-01-01T00:00:00Z"
      messageExpression: '"egress destination whose approval has ended: annotation security.corp/egress-until must be a future instant such as 2027-01-01T00:00:00Z" + " (host " + variables.destination + ", owner " + object.metadata.?annotations[?"security.corp/egress-owner"].orValue("none") + ", ticket " + object.metadata.?annotations[?"security.corp/egress-ticket"].orValue("none") + ")"'
  variables:
    - { expression: 'object.metadata.?labels[?"security.corp/egress-approved"].orValue("")', name: approved }
    - { expression: 'object.metadata.?annotations[?"security.corp/egress-from"].orValue("")', name: from }
    - { expression: 'object.metadata.?annotations[?"security.corp/egress-until"].orValue("")', name: until }
    - expression: |
        object.kind == "ServiceEntry" ? object.spec.?hosts.orValue([]).join(", ")
          : object.kind == "WorkloadEntry" ? object.spec.?address.orValue("")
          : object.kind == "Service" ? object.spec.?externalName.orValue("")
          : object.kind == "Backend" && has(object.spec.static) ? object.spec.static.?hosts.orValue([]).map(each, each.host).join(", ")
          : object.metadata.name
      name: destination"
`);
});

test('covers destinations', () => {
  const { app, chart } = egress();
  new EgressGovernance(chart, 'governance', { name: 'egress' });
  const { apiVersion, spec } = manifests(app).get('ValidatingPolicy', 'egress-approval');
  expect(apiVersion).toBe('policies.kyverno.io/v1');
  expect(spec).toEqual(alone(approvalGuard({ keys: DEFAULT_APPROVAL_KEYS, limits: {}, excludedNamespaces: [], gateways: {} })));
});

/** The names of all objects, without the network policies, which come as early. */
const ofGovernance = (all: Manifests) => all.names.filter((name) => !name.startsWith('NetworkPolicy/'));

const APPROVED = ['egress-approval', 'egress-content', 'egress-endpoints', 'egress-exceptions', 'egress-hostnames'];
const PENDING = { owner: 'team-a', ticket: 'SEC-1', reason: 'maps' };
const OF_NAMESPACES = ['egress-isolation', 'egress-pods'];
const OF_GATEWAYS = ['egress-decision', 'egress-identities', 'egress-names', 'egress-routes', 'egress-targets'];

test.each<[string, (chart: Chart) => Partial<EgressGovernanceProps>, readonly string[]]>([
  ['nothing', () => ({}), APPROVED],
  ['clients', () => ({ clients: ['team-a'] }), [...APPROVED, ...OF_NAMESPACES]],
  ['gateways', (chart) => ({ gateways: [exit(chart)] }), [...APPROVED, ...OF_NAMESPACES, ...OF_GATEWAYS]],
  [
    'a restricted caller',
    () => ({ restrictedCallers: [{ caller: { namespace: 'team-a', serviceAccount: 'agent' } }] }),
    [...APPROVED, 'egress-identities'],
  ],
])('makes only the policies that protect something: with %s', (_, props, expected) => {
  const { app, chart } = egress();
  new EgressGovernance(chart, 'governance', { name: 'egress', ...props(chart) });
  const made = manifests(app).ofKind('ValidatingPolicy');
  expect(made.map(({ metadata }) => metadata.name).sort()).toEqual([...expected].sort());
});

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

interface JudgingSpec {
  readonly evaluation?: {
    readonly admission?: { readonly enabled: boolean };
    readonly background?: { readonly enabled: boolean };
  };
  readonly matchConstraints: { readonly resourceRules: readonly Rule[] };
}

const resourcesOf = (rules: readonly Rule[]) =>
  new Set(rules.flatMap(({ apiGroups, resources }) => apiGroups.flatMap((group) => resources.map((one) => `${group}/${one}`))));

test('allows Kyverno to read what its policies judge in the background, and is applied before the policies', () => {
  // GIVEN
  const { app, chart } = egress();
  new EgressGovernance(chart, 'governance', { name: 'egress', gateways: [exit(chart)], clients: ['team-a'] });
  const all = manifests(app);
  // WHEN
  const role = all.get('ClusterRole', 'egress-reports');
  const rules = role.rules as readonly Rule[];
  const specs = all.ofKind('ValidatingPolicy').map(({ spec }) => spec as unknown as JudgingSpec);
  const judged = specs.filter(({ evaluation }) => evaluation?.background?.enabled !== false);
  // THEN
  expect(resourcesOf(rules)).toEqual(resourcesOf(judged.flatMap(({ matchConstraints }) => matchConstraints.resourceRules)));
  for (const { verbs } of rules) expect(verbs).toEqual(['get', 'list', 'watch']);
  expect(role.metadata.labels).toEqual({ 'rbac.kyverno.io/aggregate-to-reports-controller': 'true' });
  expect(ofGovernance(all).slice(0, 3)).toEqual([
    'ClusterRole/egress-reports',
    'ClusterRole/egress-lookups',
    'ValidatingPolicy/egress-approval',
  ]);
});

const specOf = (all: Manifests, name: string) => JSON.stringify(all.get('ValidatingPolicy', name).spec);

test('takes client namespaces as constructs, objects and names', () => {
  const { app, chart } = egress();
  const gateways = [exit(chart)];
  const clients = [
    new ClientNamespace(chart, 'client', { namespace: 'team-a', gateways }),
    new Namespace(chart, 'namespace', { metadata: { name: 'team-b' } }),
    'team-c',
    'team-c',
  ];
  new EgressGovernance(chart, 'governance', { name: 'egress', gateways, clients });
  expect(manifests(app).get('ValidatingPolicy', 'egress-pods').spec).toHaveProperty(
    'matchConstraints.namespaceSelector.matchExpressions.0.values',
    ['egress-system', 'team-a', 'team-b', 'team-c'],
  );
});

test('permits to create the network policies of the app, and protects the hosts of its gateways, in any order', () => {
  // GIVEN
  const { app, chart } = egress();
  const through = gateway(chart);
  new EgressGovernance(chart, 'governance', { name: 'egress', gateways: [through], clients: ['team-a'] });
  // WHEN
  policy(chart, through);
  host(chart, through, { host: 'api.example.com' });
  host(chart, through, { host: 'later.example.com', approval: Approval.pending(PENDING) }, 'later');
  new ClientNamespace(chart, 'client', { namespace: 'team-a', gateways: [through], policyName: 'closed' });
  // THEN
  const all = manifests(app);
  expect(specOf(all, 'egress-isolation')).toContain(String.raw`\"team-a\": [\"closed\"]`);
  expect(specOf(all, 'egress-names')).toContain(String.raw`[\"api.example.com\", \"later.example.com\"]`);
});

test('passes on who is exempt, claims and restricted callers', () => {
  const { app, chart } = egress();
  new EgressGovernance(chart, 'governance', {
    name: 'egress',
    gateways: [exit(chart)],
    exempt: { users: ['system:serviceaccount:argocd:argo'], groups: ['platform'] },
    addressClaims: { machines: ['10.20.0.0/16'] },
    restrictedCallers: [{ caller: { namespace: 'team-a', serviceAccount: 'agent' }, groups: ['deployers'] }],
  });
  const all = manifests(app);
  for (const name of ['egress-identities', 'egress-isolation', 'egress-names']) {
    expect(specOf(all, name)).toContain('system:serviceaccount:argocd:argo');
    expect(specOf(all, name)).toContain('platform');
  }
  expect(specOf(all, 'egress-names')).toContain(String.raw`{\"machines\": [\"10.20.0.0/16\"]}`);
  expect(specOf(all, 'egress-identities')).toContain('deployers');
});

test('protects the decision of gateways, with each namespace once', () => {
  const { app, chart } = egress();
  const gateways = ['zone-b', 'zone-a', 'zone-b'].map((namespace, i) =>
    EgressGateway.fromGatewayName(chart, `gateway-${i}`, { name: `exit-${i}`, namespace }),
  );
  new EgressGovernance(chart, 'governance', { name: 'egress', gateways });
  expect(manifests(app).get('ValidatingPolicy', 'egress-decision').spec).toHaveProperty(
    'matchConstraints.namespaceSelector.matchExpressions.0.values',
    ['zone-a', 'zone-b'],
  );
});

test('comes before the objects that it covers, in the file and with Argo CD', () => {
  const { app, chart } = egress();
  const through = exit(chart, { createNamespace: true });
  new EgressGovernance(chart, 'zz-governance', { name: 'egress', gateways: [through] });
  const all = manifests(app);
  expect(ofGovernance(all).slice(0, 4)).toEqual([
    'Namespace/egress-system',
    'ClusterRole/egress-reports',
    'ClusterRole/egress-lookups',
    'ValidatingPolicy/egress-approval',
  ]);
  const first = { 'argocd.argoproj.io/sync-wave': '-3' };
  expect(all.get('ClusterRole', 'egress-reports').metadata.annotations).toEqual(first);
  expect(all.get('ValidatingPolicy', 'egress-approval').metadata.annotations).toEqual(first);
});

test('its objects are cluster-scoped, also in a chart with a namespace', () => {
  const { app } = egress();
  new EgressGovernance(new Chart(app, 'in-team-a', { namespace: 'team-a' }), 'governance', { name: 'egress' });
  for (const { kind, metadata } of manifests(app).all) expect([kind, metadata.namespace]).toEqual([kind, undefined]);
});

test('its default child is the policy for destinations, for JSON patches', () => {
  const { app, chart } = egress();
  const governance = new EgressGovernance(chart, 'governance', { name: 'egress' });
  ApiObject.of(governance).addJsonPatch(JsonPatch.replace('/spec/failurePolicy', 'Ignore'));
  expect(manifests(app).get('ValidatingPolicy', 'egress-approval').spec).toHaveProperty('failurePolicy', 'Ignore');
});

const AUDIT_ONLY = /^warning kyverno\/audit-only .*egress\/governance \(EgressGovernance\)/;

test('reports a policy that is patched to audit, because it governs nothing', () => {
  const { app, chart } = egress();
  const governance = new EgressGovernance(chart, 'governance', { name: 'egress' });
  ApiObject.of(governance).addJsonPatch(JsonPatch.replace('/spec/validationActions', ['Audit']));
  expect(synth(app).stderr).toMatch(AUDIT_ONLY);
});

test('in audit, all policies only report, and a warning says so until it is waived', () => {
  // GIVEN
  const { app, chart } = egress();
  new EgressGovernance(chart, 'governance', { name: 'egress', gateways: [exit(chart)], mode: 'audit' });
  // WHEN
  const { manifests: all, stderr } = synth(app);
  // THEN
  for (const { spec } of all.ofKind('ValidatingPolicy'))
    expect(spec).toMatchObject({ validationActions: ['Audit'], failurePolicy: 'Ignore' });
  expect(stderr).toMatch(AUDIT_ONLY);
  expect(stderr.match(/kyverno\/audit-only/g)?.length).toBeGreaterThan(0);
});

test('the reminder of audit can be waived', () => {
  const { app, chart } = egress();
  const waive = { 'kyverno/audit-only': 'until 1 March' };
  new EgressGovernance(chart, 'governance', { name: 'egress', mode: 'audit', waive });
  expect(synth(app).stderr).toMatch(/^waived kyverno\/audit-only/);
});

test('excluded namespaces need no approval', () => {
  const { app, chart } = egress();
  new EgressGovernance(chart, 'governance', { name: 'egress', excludedNamespaces: ['virtual-machines'] });
  const spec = manifests(app).get('ValidatingPolicy', 'egress-approval').spec as { matchConditions: unknown[] };
  expect(spec.matchConditions.at(-1)).toEqual({
    name: 'not-in-an-excluded-namespace',
    expression: '!has(object.metadata.namespace) || !(object.metadata.namespace in ["virtual-machines"])',
  });
});

describe('engines', () => {
  const made = (props: Partial<EgressGovernanceProps>) => {
    const { app, chart } = egress();
    const gateways = [exit(chart)];
    const all = { gateways, exempt: { users: ['argo'] }, approvers: {}, deniedHosts: ['pastebin.com'] };
    new EgressGovernance(chart, 'governance', { name: 'egress', ...all, ...props });
    return synth(app);
  };
  const namesOf = (all: Manifests, kind: string) => all.ofKind(kind).map(({ metadata }) => metadata.name.replace('egress-', ''));
  const NATIVE = 'ValidatingAdmissionPolicy';
  const ALL = [...GOVERNANCE_POLICY_NAMES];

  test('kyverno: all policies are those of Kyverno, and reject objects while it is down', () => {
    const { manifests: all } = made({});
    expect(namesOf(all, 'ValidatingPolicy').sort()).toEqual(ALL.sort());
    for (const { spec } of all.ofKind('ValidatingPolicy')) expect(spec).toHaveProperty('failurePolicy', 'Fail');
    expect(all.ofKind(NATIVE)).toEqual([]);
  });

  test('native: no object of Kyverno, each policy is bound, and none has a function of Kyverno', () => {
    const { manifests: all } = made({ engine: 'native' });
    expect([...all.ofKind('ValidatingPolicy'), ...all.ofKind('ClusterRole')]).toEqual([]);
    expect(namesOf(all, NATIVE).sort()).toEqual(ALL.filter((name) => name !== 'targets').sort());
    for (const { metadata, spec } of all.ofKind(NATIVE)) {
      expect(spec).toHaveProperty('failurePolicy', 'Fail');
      expect(JSON.stringify(spec)).not.toMatch(/time[.]now|sha256\(|resource[.](Get|List)/);
      expect(all.get(`${NATIVE}Binding`, metadata.name).spec).toEqual({ policyName: metadata.name, validationActions: ['Deny'] });
    }
  });

  test('both: Kyverno judges only policies with a rule that the API server cannot evaluate, and reports the others', () => {
    const { manifests: all } = made({ engine: 'both' });
    const specs = all.ofKind('ValidatingPolicy').map(({ metadata, spec }) => [metadata.name, spec as JudgingSpec] as const);
    const judging = specs.filter(([, { evaluation }]) => evaluation?.admission?.enabled);
    expect(judging.map(([name]) => name.replace('egress-', '')).sort()).toEqual(BEYOND_NATIVE);
    for (const [, spec] of specs) expect(spec).toMatchObject({ failurePolicy: 'Ignore' });
    for (const [, spec] of specs) expect(spec).not.toHaveProperty('autogen');
    expect(namesOf(all, NATIVE)).toHaveLength(ALL.length - 1);
  });

  test('the audit of one policy changes no other', () => {
    const stages = { names: { mode: 'audit', until: '2027-03-01' } } as const;
    const { manifests: all } = made({ engine: 'both', stages });
    const actions = all
      .ofKind(`${NATIVE}Binding`)
      .map(({ metadata, spec }) => [metadata.name, (spec as { validationActions: unknown }).validationActions]);
    expect(actions.filter(([, action]) => JSON.stringify(action) !== '["Deny"]')).toEqual([['egress-names', ['Audit', 'Warn']]]);
    expect(all.get('ValidatingPolicy', 'egress-names').spec).toHaveProperty('validationActions', ['Audit']);
  });

  test('an audit that should have ended is reported, and goes on', () => {
    const { manifests: all, stderr } = made({ stages: { names: { mode: 'audit', until: '2026-11-01' } } });
    expect(stderr).toMatch(/^warning input\/stages .*\n.*got \["names: 2026-11-01"\]/m);
    expect(all.get('ValidatingPolicy', 'egress-names').spec).toHaveProperty('validationActions', ['Audit']);
  });

  test('one policy can be enforced while the others are in audit', () => {
    const { manifests: all } = made({ mode: 'audit', stages: { pods: { mode: 'enforce' } } });
    expect(all.get('ValidatingPolicy', 'egress-pods').spec).toHaveProperty('validationActions', ['Deny']);
    expect(all.get('ValidatingPolicy', 'egress-names').spec).toHaveProperty('validationActions', ['Audit']);
  });
});

/** The policies that both engines judge: with a clock, look-ups or a hash. */
const BEYOND_NATIVE = ['approval', 'content', 'endpoints', 'hostnames', 'targets'];

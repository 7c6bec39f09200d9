import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { EgressGateway, EgressGovernance } from '../../../lib';
import { approvalSpec } from '../../../lib/constructs/governance/admission';
import { asRows, findings, refusals } from '../../findings';
import { egress, exit } from '../../kit';
import { manifests, outline } from '../../manifests';

test('creates by default', () => {
  const { chart } = egress();
  expect(outline(new EgressGovernance(chart, 'governance', { name: 'egress' }))).toMatchInlineSnapshot(`
"ClusterRole egress-reports
  annotations: { argocd.argoproj.io/sync-wave: "-3" }
  labels: { rbac.kyverno.io/aggregate-to-reports-controller: "true" }
  rules:
    - { apiGroups: [ networking.istio.io ], resources: [ serviceentries, workloadentries ], verbs: [ get, list, watch ] }
    - { apiGroups: [ gateway.kgateway.dev ], resources: [ backends ], verbs: [ get, list, watch ] }
    - { apiGroups: [ "" ], resources: [ services ], verbs: [ get, list, watch ] }
    - { apiGroups: [ gateway.kgateway.dev ], resources: [ trafficpolicies ], verbs: [ get, list, watch ] }
ValidatingPolicy egress-approval
  annotations: { argocd.argoproj.io/sync-wave: "-3" }
  evaluation: { admission: { enabled: true }, background: { enabled: true } }
  failurePolicy: Fail
  matchConditions:
    - { expression: "!has(object.metadata.deletionTimestamp)", name: not-being-deleted }
    - expression: object.kind != "Service" || (has(object.spec.type) && object.spec.type == "ExternalName")
      name: names-a-destination
  matchConstraints:
    resourceRules:
      - apiGroups: [ networking.istio.io ]
        apiVersions: [ "*" ]
        operations: [ CREATE, UPDATE ]
        resources: [ serviceentries, workloadentries ]
      - { apiGroups: [ gateway.kgateway.dev ], apiVersions: [ "*" ], operations: [ CREATE, UPDATE ], resources: [ backends ] }
      - { apiGroups: [ "" ], apiVersions: [ "*" ], operations: [ CREATE, UPDATE ], resources: [ services ] }
  validationActions: [ Deny ]
  validations:
    - expression: variables.approved == "true"
      message: 'egress destination without approval: label security.corp/egress-approved must be "true"'
    - expression: '["security.corp/egress-owner", "security.corp/egress-ticket", "security.corp/egress-reason", "security.corp/egress-approved-by"].all(key, object.metadata.?annotations[?key].orValue("") != "")'
      message: "egress destination with an incomplete approval: annotations security.corp/egress-owner, security.corp/egress-ticket, security.corp/egress-reason, security.corp/egress-approved-by must be set"
    - expression: 'variables.from.matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$") && timestamp(variables.from) <= time.now()'
      message: "egress destination whose approval has not begun: annotation security.corp/egress-from must be a past instant such as 2026-01-01T00:00:00Z"
    - expression: 'variables.until.matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$") && timestamp(variables.until) > time.now()'
      message: "egress destination whose approval has ended: annotation security.corp/egress-until must be a future instant such as 2027-01-01T00:00:00Z"
  variables:
    - { expression: 'object.metadata.?labels[?"security.corp/egress-approved"].orValue("")', name: approved }
    - { expression: 'object.metadata.?annotations[?"security.corp/egress-from"].orValue("")', name: from }
    - { expression: 'object.metadata.?annotations[?"security.corp/egress-until"].orValue("")', name: until }"
`);
});

test('covers destinations', () => {
  const { app, chart } = egress();
  new EgressGovernance(chart, 'governance', { name: 'egress' });
  const { apiVersion, spec } = manifests(app).get('ValidatingPolicy', 'egress-approval');
  expect(apiVersion).toBe('policies.kyverno.io/v1');
  expect(spec).toEqual(approvalSpec());
});

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

test('allows Kyverno to read all resources of its policies, and is applied before the policies', () => {
  // GIVEN
  const { app, chart } = egress();
  new EgressGovernance(chart, 'governance', { name: 'egress', gateways: [exit(chart)] });
  const all = manifests(app);
  // WHEN
  const role = all.get('ClusterRole', 'egress-reports');
  const readable = (role.rules as readonly Rule[]).flatMap(({ apiGroups, resources, verbs }) =>
    resources.map((resource) => `${apiGroups[0]}/${resource} ${verbs.join()}`),
  );
  const judged = all
    .ofKind('ValidatingPolicy')
    .flatMap(({ spec }) => (spec as { matchConstraints: { resourceRules: readonly Rule[] } }).matchConstraints.resourceRules)
    .flatMap(({ apiGroups, resources }) => resources.map((resource) => `${apiGroups[0]}/${resource} get,list,watch`));
  // THEN
  expect(judged).toHaveLength(5);
  expect(readable.sort()).toEqual(judged.sort());
  expect(role.metadata.labels).toEqual({ 'rbac.kyverno.io/aggregate-to-reports-controller': 'true' });
  expect(all.names.slice(0, 2)).toEqual(['ClusterRole/egress-reports', 'ValidatingPolicy/egress-approval']);
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
  expect(all.names.slice(0, 4)).toEqual([
    'Namespace/egress-system',
    'ClusterRole/egress-reports',
    'ValidatingPolicy/egress-approval',
    'ValidatingPolicy/egress-decision',
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
  ApiObject.of(governance).addJsonPatch(JsonPatch.replace('/spec/validationActions', ['Audit']));
  expect(manifests(app).get('ValidatingPolicy', 'egress-approval').spec).toHaveProperty('validationActions', ['Audit']);
});

test('reports invalid names', () => {
  const refuse = (name: string) => {
    const { app, chart } = egress();
    new EgressGovernance(chart, 'governance', { name });
    return findings(app);
  };
  expect(refusals(asRows(['', 'Egress', 'e'.repeat(201)]), refuse)).toMatchInlineSnapshot(`
"input/name  name
  allowed: a DNS subdomain: a-z, 0-9, - and ., at most 200 characters
  fix: correct the name
  - '': got ''
  - 'Egress': got Egress
  - 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee… (203 characters): got eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee… (201 characters)"
`);
});

import { EgressGovernance, type EgressGovernanceProps, type GovernanceException } from '../../../lib';
import { exceptionsGuard } from '../../../lib/constructs/governance/exceptions-policy';
import { asRows, findings, refusals } from '../../findings';
import { egress, NOW } from '../../kit';
import { manifests, outline } from '../../manifests';
import { verdict } from './admission-verdict';
import { alone } from './alone';

const LEGACY: GovernanceException = {
  name: 'legacy',
  policy: 'approval',
  kind: 'ServiceEntry',
  namespace: 'team-a',
  object: 'legacy',
  owner: 'team-a',
  ticket: 'SEC-1',
  reason: 'migration',
  until: '2027-01-01',
};

function make(props: Partial<EgressGovernanceProps>) {
  const { app, chart } = egress();
  return { app, made: new EgressGovernance(chart, 'governance', { name: 'egress', ...props }) };
}

test('makes an exception for one object, and what deletes it after its end', () => {
  const { made } = make({ exceptions: [LEGACY] });
  const text = outline(made);
  expect(text.slice(text.indexOf('PolicyException egress-exceptions/'))).toMatchInlineSnapshot(`
"PolicyException egress-exceptions/egress-legacy
  annotations:
    argocd.argoproj.io/sync-wave: "-3"
    security.corp/egress-owner: team-a
    security.corp/egress-reason: migration
    security.corp/egress-ticket: SEC-1
    security.corp/egress-until: 2027-01-01T00:00:00Z
  expiresAt: 2027-01-01T00:00:00Z
  matchConditions:
    - expression: |
        request.operation != "DELETE" && object.kind == "ServiceEntry" && has(object.metadata.namespace)
          && object.metadata.namespace == "team-a" && object.metadata.name == "legacy"
      name: excepted
  policyRefs: [ { kind: ValidatingPolicy, name: egress-approval } ]
ClusterRole egress-ended-exceptions
  annotations: { argocd.argoproj.io/sync-wave: "-3" }
  labels: { rbac.kyverno.io/aggregate-to-cleanup-controller: "true" }
  rules: [ { apiGroups: [ policies.kyverno.io ], resources: [ policyexceptions ], verbs: [ get, list, watch, delete ] } ]
DeletingPolicy egress-ended-exceptions
  conditions:
    - expression: 'object.metadata.namespace == "egress-exceptions" && object.spec.policyRefs.exists(ref, ref.name in ["egress-approval", "egress-endpoints", "egress-hostnames", "egress-content", "egress-approvers", "egress-decision", "egress-deployers", "egress-routes", "egress-targets", "egress-pods", "egress-identities", "egress-isolation", "egress-names", "egress-denied", "egress-exceptions"])'
      name: excepts-from-these-policies
    - { expression: has(object.spec.expiresAt) && timestamp(object.spec.expiresAt) <= time.now(), name: has-ended }
  matchConstraints:
    resourceRules: [ { apiGroups: [ policies.kyverno.io ], apiVersions: [ v1 ], resources: [ policyexceptions ] } ]
  schedule: "* * * * *""
`);
  const { app } = make({ exceptions: [LEGACY] });
  const all = manifests(app);
  expect(all.get('ClusterRole', 'egress-ended-exceptions')).toMatchObject({
    metadata: { labels: { 'rbac.kyverno.io/aggregate-to-cleanup-controller': 'true' } },
    rules: [{ apiGroups: ['policies.kyverno.io'], resources: ['policyexceptions'], verbs: ['get', 'list', 'watch', 'delete'] }],
  });
});

test('without exceptions, nothing deletes any', () => {
  const { app } = make({});
  expect(manifests(app).names.filter((name) => name.includes('ended'))).toEqual([]);
});

const condition = () => {
  const { app } = make({ exceptions: [LEGACY] });
  const { spec } = manifests(app).get('PolicyException', 'egress-legacy') as unknown as {
    spec: { matchConditions: { name: string; expression: string }[] };
  };
  return spec.matchConditions;
};

const matches = (object: object | null, operation = 'CREATE') =>
  verdict({ validations: condition().map((one) => ({ ...one, message: one.name })) } as never, object, NOW, {
    request: { operation },
  }) === 'accepted';

test.each<[string, object, boolean]>([
  ['the object', { kind: 'ServiceEntry', metadata: { name: 'legacy', namespace: 'team-a' } }, true],
  ['another name', { kind: 'ServiceEntry', metadata: { name: 'legacy-2', namespace: 'team-a' } }, false],
  ['another namespace', { kind: 'ServiceEntry', metadata: { name: 'legacy', namespace: 'team-b' } }, false],
  ['another kind', { kind: 'Backend', metadata: { name: 'legacy', namespace: 'team-a' } }, false],
  ['one of the cluster', { kind: 'ServiceEntry', metadata: { name: 'legacy' } }, false],
])('excepts %s: %#', (_, object, expected) => {
  expect(matches(object)).toBe(expected);
});

test('excepts no deletion, where there is no object', () => {
  expect(matches(null, 'DELETE')).toBe(false);
});

const write = (refs: readonly string[], user: string, exempt = {}) =>
  verdict(
    alone(exceptionsGuard({ exempt, policies: ['egress-approval', 'egress-pods'] })),
    {
      kind: 'PolicyException',
      metadata: { name: 'x' },
      spec: { policyRefs: refs.map((name) => ({ name, kind: 'ValidatingPolicy' })) },
    },
    NOW,
    { request: { operation: 'CREATE', userInfo: { username: user, groups: ['system:authenticated'] } } },
  );

test('only the platform may write exceptions from the policies', () => {
  expect(write(['egress-pods'], 'tenant')).toMatch(/excepts objects from a policy of the egress gateway/);
  expect(write(['other', 'egress-approval'], 'tenant')).toMatch(/excepts objects/);
  expect(write(['other'], 'tenant')).toBe('accepted');
  expect(write(['egress-pods'], 'argo', { users: ['argo'] })).toBe('not matched: not-by-the-platform');
});

test('reports exceptions that have ended, have no effect, or are malformed', () => {
  const refuse = (given: object) => {
    const { app, chart } = egress();
    new EgressGovernance(chart, 'governance', { name: 'egress', ...given });
    return findings(app);
  };
  const given = [
    { exceptions: [{ ...LEGACY, until: '2026-11-23' }] },
    { exceptions: [LEGACY], engine: 'both' },
    { exceptions: [LEGACY], engine: 'native' },
    { exceptions: [LEGACY, { ...LEGACY, object: 'other' }] },
    { exceptions: [LEGACY], exceptionNamespace: 'kyverno' },
    { exceptionNamespace: 'Kyverno' },
    { exceptions: LEGACY },
    { exceptions: [{ ...LEGACY, object: '*' }] },
    { exceptions: [{ ...LEGACY, namespace: '*' }] },
    { exceptions: [{ ...LEGACY, kind: '*' }] },
    { exceptions: [{ ...LEGACY, policy: 'all' }] },
    { exceptions: [{ ...LEGACY, owner: '', ticket: ' ', reason: undefined }] },
    { exceptions: [{ ...LEGACY, until: 'soon' }] },
  ];
  expect(refusals(asRows<object>(given), refuse)).toMatchInlineSnapshot(`
"input/exception  exceptions
  allowed: exceptions that end after now, 2026-11-23T12:00:00.000Z
  fix: remove the exception, and correct the object; or ask for a longer one
  - { exceptions: [ { name: 'legacy', policy… (195 characters): got legacy (until 2026-11-23)
input/exception  exceptions
  allowed: engine: 'kyverno': native policies know no exceptions, and refuse the objects anyway
  fix: use excludedNamespaces, exempt or addressClaims, or engine: 'kyverno'
  - { exceptions: [ { name: 'legacy', policy… (211 characters): got exceptions with engine: 'both'
  - { exceptions: [ { name: 'legacy', policy… (213 characters): got exceptions with engine: 'native'
input/exception  exceptions
  allowed: a name that no other exception has
  fix: rename the exception
  - { exceptions: [ { name: 'legacy', policy… (371 characters): got legacy (until 2027-01-01)
input/namespace  exceptionNamespace
  allowed: a namespace of its own, and not kyverno, where the cleanup controller deletes nothing
  fix: name a namespace to which only the platform may write
  - { exceptions: [ { name: 'legacy', policy… (226 characters): got kyverno
  - { exceptionNamespace: 'Kyverno' }: got Kyverno
input/exception  exceptions
  allowed: a list of objects { name, policy, kind, namespace, object, owner, ticket, reason, until }
  fix: write the exceptions as a list of such objects
  - { exceptions: { name: 'legacy', policy: … (191 characters): got {"name":"legacy","policy":"approval","ki… (174 characters)
input/exception  exceptions[0].object
  allowed: the name of one object, without wildcards
  fix: write one exception for each object
  - { exceptions: [ { name: 'legacy', policy… (190 characters): got *
input/exception  exceptions[0].namespace
  allowed: a DNS label: a-z, 0-9 and -, at most 63 characters
  fix: correct the name
  - { exceptions: [ { name: 'legacy', policy… (190 characters): got *
input/exception  exceptions[0].kind
  allowed: the kind of one object, such as ServiceEntry
  fix: name the kind
  - { exceptions: [ { name: 'legacy', policy… (184 characters): got *
input/exception  exceptions[0].policy
  allowed: approval, endpoints, hostnames, content, approvers, decision, deployers, routes, targets, pods, identities, isolation, names, denied, exceptions
  fix: name one policy
  - { exceptions: [ { name: 'legacy', policy… (190 characters): got all
input/exception  exceptions[0].owner
  allowed: the team that is responsible
  fix: name the team
  - { exceptions: [ { name: 'legacy', policy… (183 characters): got ''
input/exception  exceptions[0].ticket
  allowed: the ticket of the request
  fix: name the ticket
  - { exceptions: [ { name: 'legacy', policy… (183 characters): got " " (with blanks)
input/exception  exceptions[0].reason
  allowed: a reason
  fix: describe why the object is excepted
  - { exceptions: [ { name: 'legacy', policy… (183 characters): got nothing
input/exception  exceptions[0].until
  allowed: YYYY-MM-DD (midnight UTC) or YYYY-MM-DDThh:mm:ssZ
  fix: write the date in UTC
  - { exceptions: [ { name: 'legacy', policy… (189 characters): got soon"
`);
});

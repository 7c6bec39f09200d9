import { filters } from '../rules/exit';
import { BASE, input, judge, judgeObjects, manifestsIn } from './situation';

/** The destination `ship` and its route, whose policies differ; filters and policies can be added to the rule. */
const ship = (rule: string, { kind = 'HTTPRoute', more = '' } = {}) => `
${input('02-extensionref-disables-authz').split('\n---\n')[0]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata: { name: ship, namespace: egress-system }
spec:
  parentRefs: [{ name: exit, sectionName: http }]
  hostnames: [ship.example.com]
  rules: [{ name: out, ${rule} }]
${more}`;
const TO_SHIP = 'group: networking.istio.io, kind: ServiceEntry, name: ship, port: 80';
const policy = (name: string, spec: string) => `
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: { name: ${name}, namespace: egress-system }
spec: { ${spec} }
`;
const OFF = policy('no-authz', 'extAuth: { disable: {} }');
const target = (name: string) => `targetRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: ${name} }]`;
const toShip = `backendRefs: [{ ${TO_SHIP} }]`;
/** The findings without the policy by which the Gateway of the base authorizes. */
const judgeUndecided = (text: string) =>
  judgeObjects(
    manifestsIn([BASE, text]).filter(({ kind, metadata }) => kind !== 'TrafficPolicy' || metadata.name !== 'egress-authz'),
  );

test('a policy that a filter of a rule attaches disables authorization', () => {
  expect(judge([BASE, input('02-extensionref-disables-authz')])).toEqual([
    'error egress/authorization-disabled  TrafficPolicy egress-system/no-questions spec.extAuth.disable',
  ]);
});

test('the same on one of two backends: its share leaves undecided', () => {
  const refs = `backendRefs: [{ ${TO_SHIP}, weight: 9 }, { ${TO_SHIP}, weight: 1, ${filters('no-authz')} }]`;
  expect(judge([BASE, ship(refs, { more: OFF })])).toEqual([
    'error egress/authorization-disabled  TrafficPolicy egress-system/no-authz spec.extAuth.disable',
  ]);
});

test('the same filter in a GRPCRoute has no effect, which is reported instead', () => {
  const findings = judge([BASE, ship(`${filters('no-authz')}, ${toShip}`, { kind: 'GRPCRoute', more: OFF })]);
  expect(findings).toContain('error kgateway/grpc-extension  GRPCRoute egress-system/ship spec.rules[0].filters[0]');
  expect(findings).not.toContainEqual(expect.stringContaining('authorization-disabled'));
});

test('authorization by a filter of the rule is as good as by the Gateway', () => {
  const ask = policy('ask', 'extAuth: { extensionRef: { name: egress-authz } }');
  const decided = judgeUndecided(ship(`${filters('ask')}, ${toShip}`, { more: ask }));
  expect(decided).not.toContainEqual(expect.stringContaining('ship'));
  const undecided = judgeUndecided(ship(toShip, { more: ask }));
  expect(undecided).toContainEqual(expect.stringMatching(/egress\/no-decision/));
  expect(undecided).toContainEqual(expect.stringMatching(/egress\/policy-on-nothing {2}TrafficPolicy egress-system\/ask/));
});

test('authorization on one of two backends leaves the requests to the other one undecided', () => {
  const ask = policy('ask', 'extAuth: { extensionRef: { name: egress-authz } }');
  const some = `backendRefs: [{ ${TO_SHIP}, ${filters('ask')} }, { ${TO_SHIP} }]`;
  const onRoute = policy('on-route', `${target('api.example.com')}, extAuth: { extensionRef: { name: egress-authz } }`);
  expect(judgeUndecided(ship(some, { more: ask + onRoute }))).toEqual([
    'error egress/no-decision  HTTPRoute egress-system/ship spec.rules[0]',
  ]);
});

test('a server that only a filter refers to is checked too', () => {
  const open = `
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayExtension
metadata: { name: open, namespace: egress-system }
spec: { extAuth: { failOpen: true, grpcService: { backendRef: { name: nowhere, port: 9081 } } } }
${policy('ask', 'extAuth: { extensionRef: { name: open } }')}`;
  expect(judge([BASE, ship(`backendRefs: [{ ${TO_SHIP}, ${filters('ask')} }]`, { more: open })])).toEqual([
    'warning egress/authorization-server-missing  GatewayExtension egress-system/open spec.extAuth.grpcService.backendRef.name',
    'error egress/authorization-timeout  GatewayExtension egress-system/open spec.extAuth.grpcService.requestTimeout',
    'error egress/fail-open  GatewayExtension egress-system/open spec.extAuth.failOpen',
  ]);
});

test.each([
  ['a rule', `${filters('nope')}, ${toShip}`, 'spec.rules[0].filters[0]'],
  ['a backend', `backendRefs: [{ ${TO_SHIP}, ${filters('nope')} }]`, 'spec.rules[0].backendRefs[0].filters[0]'],
])('a filter of %s that names no policy is reported, unless another repository has the policy', (_, rule, path) => {
  expect(judge([BASE, ship(rule)])).toEqual([
    `error kgateway/extension-ref-missing  HTTPRoute egress-system/ship ${path}.extensionRef.name`,
  ]);
  expect(judge([BASE, ship(rule)], { external: ['TrafficPolicy egress-system/nope'] })).toEqual([]);
});

test('retries that a filter attaches are judged; on a backend they have no effect', () => {
  const slow = policy('slow', 'retry: { attempts: 3, statusCodes: [503], perTryTimeout: 10s }');
  const onRule = judge([BASE, ship(`${filters('slow')}, ${toShip}`, { more: slow })]);
  expect(onRule).toContain('error egress/retry-never-fires  TrafficPolicy egress-system/slow spec.retry.statusCodes');
  expect(onRule).toContain('error egress/retry-budget  TrafficPolicy egress-system/slow spec.retry.perTryTimeout');
  expect(judge([BASE, ship(`backendRefs: [{ ${TO_SHIP}, ${filters('slow')} }]`, { more: slow })])).toEqual([
    'error kgateway/extension-ref-ignored  HTTPRoute egress-system/ship spec.rules[0].backendRefs[0].filters[0].extensionRef',
  ]);
});

test('two filters of one rule that both disable and require: the first counts, and the second is reported', () => {
  const ask = policy('ask', 'extAuth: { extensionRef: { name: egress-authz } }');
  const both = judge([BASE, ship(`${filters('ask', 'no-authz')}, ${toShip}`, { more: ask + OFF })]);
  expect(both).toContain('error egress/policy-shadowed  TrafficPolicy egress-system/no-authz spec.extAuth');
});

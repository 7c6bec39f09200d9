import { noDecision } from '../../../../lib/checks/rules/egress/no-decision';
import { ENTRY, filters, gateway, object, onBackend, onRule, policy, route, TO_ENTRY } from '../exit';
import { objections } from '../objections';

const GATEWAY_API = 'gateway.networking.k8s.io';
const ASKS = 'extAuth: { extensionRef: { name: authz } }';
const LISTENERS = gateway('{ name: a, port: 8080, protocol: HTTP }, { name: b, port: 8081, protocol: HTTP }');
const asking = (target: string, fields = ASKS, name = 'authz') =>
  policy('TrafficPolicy', name, `${GATEWAY_API} ${target}`, fields);
const THERE = LISTENERS + ENTRY + route();

test.each([
  ['to the whole gateway', THERE + asking('Gateway exit')],
  ['to each listener', THERE + asking('Gateway exit a') + asking('Gateway exit b', ASKS, 'other')],
  ['to the route', THERE + asking('HTTPRoute api')],
  [
    'to the rule',
    LISTENERS + ENTRY + route({ rules: `{ name: out, backendRefs: [${TO_ENTRY}] }` }) + asking('HTTPRoute api out'),
  ],
])('requests are decided by a policy that is attached %s', (_, yaml) => {
  expect(objections(noDecision, yaml)).toEqual([]);
});

const GATEWAY_REPORTED = 'Gateway egress/exit : no TrafficPolicy with extAuth.extensionRef';

test.each([
  ['no policy', THERE],
  ['policies without extAuth', THERE + asking('Gateway exit', 'timeouts: { request: 1s }')],
  ['a policy for another gateway', THERE + asking('Gateway other')],
  ['a policy in another namespace', THERE + asking('Gateway exit', ASKS, 'team-a/authz')],
])('a gateway with %s is reported once, not for each route', (_, yaml) => {
  expect(objections(noDecision, yaml)).toEqual([GATEWAY_REPORTED]);
});

const reportedRoute = (name: string) =>
  `HTTPRoute egress/${name} spec.rules[0]: a rule to a destination outside the cluster, and no TrafficPolicy with extAuth.extensionRef`;

test.each([
  ['the policy is for another route', route({ name: 'egress/other' }) + asking('HTTPRoute api'), 'other'],
  ['the policy is for another listener', asking('Gateway exit a'), 'api'],
  [
    'the policy is for another rule',
    asking('HTTPRoute api elsewhere') + route({ name: 'egress/other' }) + asking('HTTPRoute other', ASKS, 'b'),
    'api',
  ],
])('a route is reported if %s', (_, yaml, name) => {
  expect(objections(noDecision, THERE + yaml)).toEqual([reportedRoute(name)]);
});

test('rules without a destination outside the cluster need no decision', () => {
  const refusing = route({ name: 'egress/refusing', rules: '{ filters: [] }' });
  expect(objections(noDecision, THERE + asking('HTTPRoute api') + refusing)).toEqual([]);
});

test('a route with disabled authorization is left to egress/authorization-disabled', () => {
  const off = asking('HTTPRoute api', 'extAuth: { disable: {} }', 'off');
  expect(objections(noDecision, THERE + asking('Gateway exit') + off)).toEqual([]);
});

test.each(['Passthrough', 'Terminate'])('TLS with mode %s leaves undecided, because the gateway sees no requests', (mode) => {
  const tls = gateway(`{ name: tls, port: 8443, protocol: TLS, tls: { mode: ${mode} } }`);
  expect(objections(noDecision, tls + ENTRY + route({ kind: 'TLSRoute' }))).toEqual([
    expect.stringMatching(
      /^TLSRoute egress\/api spec.rules\[0\]: a TLSRoute to a destination outside the cluster: no policy decides/,
    ),
  ]);
});

test('a gateway or a policy of another repository is not reported', () => {
  expect(objections(noDecision, ENTRY + route(), { external: ['Gateway egress/exit'] })).toEqual([]);
  expect(objections(noDecision, THERE, { external: ['TrafficPolicy egress/authz'] })).toEqual([]);
});

test.each([
  ['the rule', onRule(filters('authz'))],
  ['the backend', onBackend(filters('authz'))],
])('a policy of another repository that a filter of %s names may require a decision', (_, rule) => {
  const open = gateway('{ name: http, port: 8080, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } }');
  const yaml = open + route({ name: 'team-a/api', rules: `{ ${rule} }` });
  expect(objections(noDecision, yaml)).toEqual([GATEWAY_REPORTED]);
  expect(objections(noDecision, yaml, { external: ['TrafficPolicy team-a/authz'] })).toEqual([]);
  expect(objections(noDecision, yaml + object('TrafficPolicy', 'team-a/authz', `{ ${ASKS} }`))).toEqual([]);
});

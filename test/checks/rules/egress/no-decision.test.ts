import { noDecision } from '../../../../lib/checks/rules/egress/no-decision';
import { ENTRY, gateway, policy, route, TO_ENTRY } from '../exit';
import { objections } from '../objections';

const GATEWAY_API = 'gateway.networking.k8s.io';
const ASKS = 'extAuth: { extensionRef: { name: authz } }';
const LISTENERS = gateway('{ name: a, port: 8080, protocol: HTTP }, { name: b, port: 8081, protocol: HTTP }');
const asking = (target: string, fields = ASKS, name = 'authz') =>
  policy('TrafficPolicy', name, `${GATEWAY_API} ${target}`, fields);
const THERE = LISTENERS + ENTRY + route();

test.each([
  ['for the whole gateway', THERE + asking('Gateway exit')],
  ['for each listener', THERE + asking('Gateway exit a') + asking('Gateway exit b', ASKS, 'other')],
  ['for the route', THERE + asking('HTTPRoute api')],
  [
    'for the rule',
    LISTENERS + ENTRY + route({ rules: `{ name: out, backendRefs: [${TO_ENTRY}] }` }) + asking('HTTPRoute api out'),
  ],
])('a policy may ask an extension %s', (_, yaml) => {
  expect(objections(noDecision, yaml)).toEqual([]);
});

const GATEWAY_TOLD = 'Gateway egress/exit : no policy that asks an extension';

test.each([
  ['no policy', THERE],
  ['policies that say nothing of it', THERE + asking('Gateway exit', 'timeouts: { request: 1s }')],
  ['a policy for another gateway', THERE + asking('Gateway other')],
  ['a policy for something of another namespace', THERE + asking('Gateway exit', ASKS, 'team-a/authz')],
])('a gateway with %s is told, and not each of its routes', (_, yaml) => {
  expect(objections(noDecision, yaml)).toEqual([GATEWAY_TOLD]);
});

const routeTold = (name: string) =>
  `HTTPRoute egress/${name} spec.rules[0]: a rule that leads out, and no policy that asks an extension`;

test.each([
  ['the policies are for other routes', route({ name: 'egress/other' }) + asking('HTTPRoute api'), 'other'],
  ['the policy is for another listener', asking('Gateway exit a'), 'api'],
  [
    'the policy is for another rule',
    asking('HTTPRoute api elsewhere') + route({ name: 'egress/other' }) + asking('HTTPRoute other', ASKS, 'b'),
    'api',
  ],
])('a route is told when %s', (_, yaml, name) => {
  expect(objections(noDecision, THERE + yaml)).toEqual([routeTold(name)]);
});

test('rules that lead nowhere outside need no decision', () => {
  const refusing = route({ name: 'egress/refusing', rules: '{ filters: [] }' });
  expect(objections(noDecision, THERE + asking('HTTPRoute api') + refusing)).toEqual([]);
});

test('where it is switched off, another rule objects', () => {
  const off = asking('HTTPRoute api', 'extAuth: { disable: {} }', 'off');
  expect(objections(noDecision, THERE + asking('Gateway exit') + off)).toEqual([]);
});

test('of TLS that passes through, nobody sees requests to decide on', () => {
  const tls = gateway('{ name: tls, port: 8443, protocol: TLS, tls: { mode: Passthrough } }');
  expect(objections(noDecision, tls + ENTRY + route({ kind: 'TLSRoute' }))).toEqual([]);
});

test('a gateway or a policy of another repository is not judged', () => {
  expect(objections(noDecision, ENTRY + route(), { external: ['Gateway egress/exit'] })).toEqual([]);
  expect(objections(noDecision, THERE, { external: ['TrafficPolicy egress/authz'] })).toEqual([]);
});

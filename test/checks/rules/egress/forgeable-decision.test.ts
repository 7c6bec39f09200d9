import { forgeableDecision } from '../../../../lib/checks/rules/egress/forgeable-decision';
import { ENTRY, gateway, policy, route, TO_ENTRY } from '../exit';
import { objections } from '../objections';

const GATEWAY = 'gateway.networking.k8s.io Gateway exit';
const early = (fields: string) => `default: { httpSettings: { earlyRequestHeaderModifier: { ${fields} } } }`;
const strip = (fields = 'remove: [x-egress-decision]') => policy('ListenerPolicy', 'strip', GATEWAY, early(fields));
const DECIDED = route({
  rules: `{ matches: [{ headers: [{ name: X-Egress-Decision, value: api }] }], backendRefs: [${TO_ENTRY}] }`,
});
const THERE = gateway() + ENTRY + DECIDED;
const POLICY_TOLD =
  'ListenerPolicy egress/strip spec.default.httpSettings.earlyRequestHeaderModifier: x-egress-decision is not removed';

test.each([
  ['strips the header', THERE + strip()],
  ['strips it in capitals', THERE + strip('remove: [X-Egress-Decision]')],
  ['decides by no header', gateway() + ENTRY + route()],
])('nothing is said of a gateway that %s', (_, yaml) => {
  expect(objections(forgeableDecision, yaml)).toEqual([]);
});

test('one that does not strip it is told', () => {
  expect(objections(forgeableDecision, THERE)).toEqual(['Gateway egress/exit : listener http does not remove x-egress-decision']);
});

test.each([
  ['strips others', 'remove: [x-other]'],
  ['puts it on again', 'remove: [x-egress-decision], set: [{ name: x-egress-decision, value: api }]'],
  ['adds it', 'remove: [x-egress-decision], add: [{ name: X-Egress-Decision, value: api }]'],
])('a policy that %s is told', (_, fields) => {
  expect(objections(forgeableDecision, THERE + strip(fields))).toEqual([POLICY_TOLD]);
});

test('a listener of its own settings needs the strip too', () => {
  const two = gateway('{ name: a, port: 8080, protocol: HTTP }, { name: b, port: 8081, protocol: HTTP }') + ENTRY + DECIDED;
  const perPort = `perPort: [{ port: 8081, listener: { httpSettings: {} } }], ${early('remove: [x-egress-decision]')}`;
  const path = 'spec.perPort[0].listener.httpSettings.earlyRequestHeaderModifier';
  expect(objections(forgeableDecision, two + policy('ListenerPolicy', 'strip', GATEWAY, perPort))).toEqual([
    `ListenerPolicy egress/strip ${path}: x-egress-decision is not removed`,
  ]);
});

test('it is told once, however many listeners there are, and one rule for decided requests is enough', () => {
  const two = gateway('{ name: a, port: 8080, protocol: HTTP }, { name: b, port: 8081, protocol: HTTP }') + ENTRY;
  const mixed = route({
    rules: `{ filters: [] }, { matches: [{ headers: [{ name: x-egress-decision, value: api }] }], backendRefs: [${TO_ENTRY}] }`,
  });
  expect(objections(forgeableDecision, two + mixed)).toHaveLength(1);
});

test('kgateway 2.1 cannot strip it, whatever is said', () => {
  const told = objections(forgeableDecision, THERE + strip(), { platform: { kgateway: '2.1' } });
  expect(told).toEqual(["Gateway egress/exit : kgateway 2.1, which can't strip x-egress-decision before authorization"]);
});

test('a policy of another repository is taken to strip it', () => {
  expect(objections(forgeableDecision, THERE, { external: ['ListenerPolicy egress/strip'] })).toEqual([]);
});

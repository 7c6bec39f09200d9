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
const FROM_POLICY =
  'ListenerPolicy egress/strip spec.default.httpSettings.earlyRequestHeaderModifier: x-egress-decision is not removed';

test.each([
  ['removes the header', THERE + strip()],
  ['removes it in capitals', THERE + strip('remove: [X-Egress-Decision]')],
  ['has no rule for the header', gateway() + ENTRY + route()],
])('a gateway that %s is not reported', (_, yaml) => {
  expect(objections(forgeableDecision, yaml)).toEqual([]);
});

test('a gateway that does not remove the header is reported', () => {
  expect(objections(forgeableDecision, THERE)).toEqual(['Gateway egress/exit : listener http does not remove x-egress-decision']);
});

test.each([
  ['removes other headers', 'remove: [x-other]'],
  ['sets it again', 'remove: [x-egress-decision], set: [{ name: x-egress-decision, value: api }]'],
  ['adds it', 'remove: [x-egress-decision], add: [{ name: X-Egress-Decision, value: api }]'],
])('a policy that %s is reported', (_, fields) => {
  expect(objections(forgeableDecision, THERE + strip(fields))).toEqual([FROM_POLICY]);
});

test('a listener with settings for its port must remove the header, too', () => {
  const two = gateway('{ name: a, port: 8080, protocol: HTTP }, { name: b, port: 8081, protocol: HTTP }') + ENTRY + DECIDED;
  const perPort = `perPort: [{ port: 8081, listener: { httpSettings: {} } }], ${early('remove: [x-egress-decision]')}`;
  const path = 'spec.perPort[0].listener.httpSettings.earlyRequestHeaderModifier';
  expect(objections(forgeableDecision, two + policy('ListenerPolicy', 'strip', GATEWAY, perPort))).toEqual([
    `ListenerPolicy egress/strip ${path}: x-egress-decision is not removed`,
  ]);
});

test('a gateway with several listeners is reported once, even if only one rule matches the header', () => {
  const two = gateway('{ name: a, port: 8080, protocol: HTTP }, { name: b, port: 8081, protocol: HTTP }') + ENTRY;
  const mixed = route({
    rules: `{ filters: [] }, { matches: [{ headers: [{ name: x-egress-decision, value: api }] }], backendRefs: [${TO_ENTRY}] }`,
  });
  expect(objections(forgeableDecision, two + mixed)).toHaveLength(1);
});

test('kgateway 2.1 is reported even if a policy removes the header', () => {
  const reported = objections(forgeableDecision, THERE + strip(), { platform: { kgateway: '2.1' } });
  expect(reported).toEqual(['Gateway egress/exit : kgateway 2.1, which cannot remove x-egress-decision before authorization']);
});

test('a policy of another repository is assumed to remove the header', () => {
  expect(objections(forgeableDecision, THERE, { external: ['ListenerPolicy egress/strip'] })).toEqual([]);
});

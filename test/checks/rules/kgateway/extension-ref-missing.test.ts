import { extensionRefMissing } from '../../../../lib/checks/rules/kgateway/extension-ref-missing';
import { extensionRef, filters, gateway, object, onBackend, onRule, route, routed, unattached } from '../exit';
import { objections } from '../objections';

const REFUSAL = `filters: [${extensionRef('refusal', 'DirectResponse')}]`;

test.each([
  ['a rule', onRule(filters('slow')), 'filters[0]', 'kgateway answers 500 to every request'],
  ['a backendRef', onBackend(filters('slow')), 'backendRefs[0].filters[0]', 'the filter has no effect'],
])('a filter of %s to a policy that does not exist is reported', (_, rule, where, effect) => {
  const yaml = routed(rule);
  expect(objections(extensionRefMissing, yaml)).toEqual([
    `HTTPRoute egress/api spec.rules[0].${where}.extensionRef.name: TrafficPolicy egress/slow, so ${effect}`,
  ]);
  expect(objections(extensionRefMissing, yaml + unattached('slow', 'timeouts: { request: 9s }'))).toEqual([]);
  expect(objections(extensionRefMissing, yaml, { external: ['TrafficPolicy egress/slow'] })).toEqual([]);
});

test('a policy in another namespace than the route does not count', () => {
  const elsewhere = object('TrafficPolicy', 'platform/slow', '{ timeouts: { request: 9s } }');
  expect(objections(extensionRefMissing, routed(onRule(filters('slow'))) + elsewhere)).toHaveLength(1);
});

test('a kind that kgateway does not attach to rules is reported', () => {
  const filter = `filters: [${extensionRef('slow', 'TraficPolicy')}]`;
  expect(objections(extensionRefMissing, routed(onRule(filter)))).toEqual([
    'HTTPRoute egress/api spec.rules[0].filters[0].extensionRef.kind: TraficPolicy',
  ]);
});

test('a missing DirectResponse is reported on a backendRef; refusal-missing reports it on a rule', () => {
  expect(objections(extensionRefMissing, routed(onBackend(REFUSAL)))).toHaveLength(1);
  expect(objections(extensionRefMissing, routed(REFUSAL))).toEqual([]);
});

test.each([
  ['a GRPCRoute, which grpc-extension reports', routed(onRule(filters('slow')), 'GRPCRoute')],
  ['another controller', routed(onRule(filters('slow').replace('kgateway.dev', 'example.com')))],
  ['a route in the cluster', gateway() + route({ rules: `{ ${filters('slow')}, backendRefs: [{ name: web, port: 80 }] }` })],
])('a filter of %s is not reported', (_, yaml) => {
  expect(objections(extensionRefMissing, yaml)).toEqual([]);
});

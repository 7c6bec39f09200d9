import { extensionRefIgnored } from '../../../../lib/checks/rules/kgateway/extension-ref-ignored';
import { extensionRef, filters, onBackend, onRule, routed, unattached } from '../exit';
import { objections } from '../objections';

const REFUSAL = `filters: [${extensionRef('refusal', 'DirectResponse')}]`;
const SLOW = unattached('slow', 'timeouts: { request: 9s }, extAuth: { extensionRef: { name: authz } }');

test('settings of routes in the policy of a backendRef are reported', () => {
  expect(objections(extensionRefIgnored, routed(onBackend(filters('slow'))) + SLOW)).toEqual([
    'HTTPRoute egress/api spec.rules[0].backendRefs[0].filters[0].extensionRef: TrafficPolicy slow with timeouts',
  ]);
});

test('a DirectResponse on a backendRef is reported', () => {
  expect(objections(extensionRefIgnored, routed(onBackend(REFUSAL)))).toEqual([
    'HTTPRoute egress/api spec.rules[0].backendRefs[0].filters[0].extensionRef: a DirectResponse on a backendRef, so the request is forwarded',
  ]);
});

test.each([
  ['a policy on a rule', routed(onRule(filters('slow'))) + SLOW],
  [
    'authorization on a backendRef',
    routed(onBackend(filters('ask'))) + unattached('ask', 'extAuth: { extensionRef: { name: authz } }'),
  ],
  ['a GRPCRoute, which grpc-extension reports', routed(onBackend(filters('slow')), 'GRPCRoute') + SLOW],
  ['a policy that does not exist', routed(onBackend(filters('slow')))],
  ['a refusing rule', routed(REFUSAL)],
])('%s is not reported', (_, yaml) => {
  expect(objections(extensionRefIgnored, yaml)).toEqual([]);
});

import { extensionRefIgnored } from '../../../../lib/checks/rules/kgateway/extension-ref-ignored';
import { ENTRY, extensionRef, filters, gateway, route, TO_ENTRY, unattached } from '../exit';
import { objections } from '../objections';

const exit = (rule: string, kind = 'HTTPRoute') => gateway() + ENTRY + route({ kind, rules: `{ ${rule} }` });
const onRule = (filter: string) => `${filter}, backendRefs: [${TO_ENTRY}]`;
const onBackend = (filter: string) => `backendRefs: [${TO_ENTRY.replace('}', `, ${filter} }`)}]`;
const REFUSAL = `filters: [${extensionRef('refusal', 'DirectResponse')}]`;
const SLOW = unattached('slow', 'timeouts: { request: 9s }, extAuth: { extensionRef: { name: authz } }');

test('settings of routes in the policy of a backendRef are reported', () => {
  expect(objections(extensionRefIgnored, exit(onBackend(filters('slow'))) + SLOW)).toEqual([
    'HTTPRoute egress/api spec.rules[0].backendRefs[0].filters[0].extensionRef: TrafficPolicy slow with timeouts',
  ]);
});

test('a DirectResponse on a backendRef is reported', () => {
  expect(objections(extensionRefIgnored, exit(onBackend(REFUSAL)))).toEqual([
    'HTTPRoute egress/api spec.rules[0].backendRefs[0].filters[0].extensionRef: a DirectResponse on a backendRef, so the request is forwarded',
  ]);
});

test.each([
  ['a policy on a rule', exit(onRule(filters('slow'))) + SLOW],
  [
    'authorization on a backendRef',
    exit(onBackend(filters('ask'))) + unattached('ask', 'extAuth: { extensionRef: { name: authz } }'),
  ],
  ['a GRPCRoute, which grpc-extension reports', exit(onBackend(filters('slow')), 'GRPCRoute') + SLOW],
  ['a policy that does not exist', exit(onBackend(filters('slow')))],
  ['a refusing rule', exit(REFUSAL)],
])('%s is not reported', (_, yaml) => {
  expect(objections(extensionRefIgnored, yaml)).toEqual([]);
});

import type { Listener, RouteRule } from '../../../lib/checks/graph';
import { ENTRY, filters, gateway, object, policy, route, TO_ENTRY } from '../rules/exit';
import { graphOf } from './graph-of';

const THERE =
  gateway('{ name: a, port: 8080, protocol: HTTP }, { name: b, port: 8081, protocol: HTTP }') +
  ENTRY +
  route({ rules: `{ name: out, backendRefs: [${TO_ENTRY}] }` });
const GATEWAY_API = 'gateway.networking.k8s.io';
const set = (name: string, target: string, extAuth: string) =>
  policy('TrafficPolicy', name, `${GATEWAY_API} ${target}`, `extAuth: ${extAuth}`);
const ASK = '{ extensionRef: { name: authz } }';
const OFF = '{ disable: {} }';

/** What decides on the requests of listener a. */
function decided(yaml: string) {
  const graph = graphOf(THERE + yaml);
  const rule = graph.routes[0]?.rules[0] as RouteRule;
  const { policies, required, disabledBy } = graph.authorization(rule, graph.gateways[0]?.listeners[0] as Listener);
  return { policies: policies.map((each) => each.metadata.name), required, disabledBy: disabledBy?.metadata.name };
}

test.each([['Gateway exit'], ['Gateway exit a'], ['HTTPRoute api'], ['HTTPRoute api out']])(
  'a policy on %s requires a decision',
  (target) => {
    expect(decided(set('ask', target, ASK))).toEqual({ policies: ['ask'], required: true, disabledBy: undefined });
  },
);

test.each([['Gateway exit b'], ['Gateway other'], ['HTTPRoute other'], ['HTTPRoute api another'], ['GRPCRoute api']])(
  'a policy on %s does not apply',
  (target) => {
    expect(decided(set('ask', target, ASK))).toEqual({ policies: [], required: false, disabledBy: undefined });
  },
);

test('a policy without extAuth is ignored', () => {
  const other = policy('TrafficPolicy', 'time', `${GATEWAY_API} Gateway exit`, 'timeouts: { request: 1s }');
  expect(decided(other)).toEqual({ policies: [], required: false, disabledBy: undefined });
});

test('policies are listed from the Gateway to the rule, whose policy replaces that of the route', () => {
  const yaml =
    set('rule', 'HTTPRoute api out', ASK) +
    set('route', 'HTTPRoute api', ASK) +
    set('listener', 'Gateway exit a', ASK) +
    set('gateway', 'Gateway exit', ASK);
  expect(decided(yaml)).toMatchObject({ policies: ['gateway', 'listener', 'rule'], required: true });
});

// As in kgateway 2.4: once disabled for the Gateway, the listener or the route, authorization stays disabled.
test.each([
  ['Gateway exit', 'HTTPRoute api'],
  ['Gateway exit', 'Gateway exit a'],
  ['HTTPRoute api', 'HTTPRoute api out'],
  ['HTTPRoute api', 'Gateway exit a'],
  ['HTTPRoute api', 'Gateway exit'],
])('authorization that a policy on %s requires and one on %s disables is disabled', (asking, off) => {
  expect(decided(set('ask', asking, ASK) + set('off', off, OFF))).toMatchObject({ required: false, disabledBy: 'off' });
});

test('of a rule and its route, only the extAuth of the rule counts', () => {
  const yaml = set('ask', 'HTTPRoute api out', ASK) + set('off', 'HTTPRoute api', OFF);
  expect(decided(yaml)).toEqual({ policies: ['ask'], required: true, disabledBy: undefined });
  const other = policy('TrafficPolicy', 'time', `${GATEWAY_API} HTTPRoute api out`, 'timeouts: { request: 1s }');
  expect(decided(other + set('off', 'HTTPRoute api', OFF))).toMatchObject({ disabledBy: 'off' });
});

/** What decides on the requests of rules with these fields, by the policies of ExtensionRef filters. */
const byFilters = (rules: string, more = '', kind = 'HTTPRoute') => {
  const unattached = (name: string, extAuth: string) => object('TrafficPolicy', `egress/${name}`, `{ extAuth: ${extAuth} }`);
  const graph = graphOf(
    gateway() +
      ENTRY +
      route({ kind, rules: `{ name: out, ${rules} }` }) +
      unattached('ask', ASK) +
      unattached('off', OFF) +
      more,
  );
  const rule = graph.routes[0]?.rules[0] as RouteRule;
  const { required, disabledBy } = graph.authorization(rule, graph.gateways[0]?.listeners[0] as Listener);
  return disabledBy ? `off by ${disabledBy.metadata.name}` : required;
};
const to = (...backends: readonly string[]) => `backendRefs: [${backends.join(', ')}]`;
const entry = (...names: readonly string[]) => TO_ENTRY.replace('}', `, ${filters(...names)} }`);
const SERVICE = (...names: readonly string[]) => `{ name: web, port: 80, ${filters(...names)} }`;
const ASKING = set('gateway', 'Gateway exit', ASK);

test.each([
  ['a filter of the rule requires a decision', `${filters('ask')}, ${to(TO_ENTRY)}`, '', true],
  ['a filter of the rule disables that of the Gateway', `${filters('off')}, ${to(TO_ENTRY)}`, ASKING, 'off by off'],
  ['a filter wins over a policy on the rule', `${filters('ask')}, ${to(TO_ENTRY)}`, set('no', 'HTTPRoute api out', OFF), true],
  ['the first of two filters wins', `${filters('ask', 'off')}, ${to(TO_ENTRY)}`, '', true],
  [
    'a filter cannot enable what the Gateway disables',
    `${filters('ask')}, ${to(TO_ENTRY)}`,
    set('no', 'Gateway exit', OFF),
    'off by no',
  ],
  ['a filter of the backend disables that of the rule', `${filters('ask')}, ${to(entry('off'))}`, '', 'off by off'],
  ['a filter of the backend cannot enable it again', `${filters('off')}, ${to(entry('ask'))}`, '', 'off by off'],
  ['a filter of one of two backends disables it', to(TO_ENTRY, entry('off')), ASKING, 'off by off'],
  ['only one of two backends requires a decision', to(TO_ENTRY, entry('ask')), '', false],
  ['each backend requires a decision', to(entry('ask'), entry('ask')), '', true],
  ['a backend in the cluster needs no decision', to(entry('ask'), SERVICE('off')), '', true],
  [
    'a mirror outside gets the requests of a backend in the cluster',
    `filters: [{ type: RequestMirror, requestMirror: { backendRef: ${TO_ENTRY} } }], ${to(SERVICE('off'))}`,
    ASKING,
    'off by off',
  ],
  ['a filter with a policy that does not exist', `${filters('nope')}, ${to(TO_ENTRY)}`, ASKING, true],
])('%s', (_, rules, more, result) => {
  expect(byFilters(rules, more)).toBe(result);
});

test('filters of a GRPCRoute have no effect', () => {
  expect(byFilters(`${filters('off')}, ${to(entry('off'))}`, ASKING, 'GRPCRoute')).toBe(true);
});

import type { Listener, RouteRule } from '../../../lib/checks/graph';
import { ENTRY, gateway, policy, route, TO_ENTRY } from '../rules/exit';
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

/** What decides on requests that come by listener a. */
function decided(yaml: string) {
  const graph = graphOf(THERE + yaml);
  const rule = graph.routes[0]?.rules[0] as RouteRule;
  const { policies, required, disabledBy } = graph.authorization(rule, graph.gateways[0]?.listeners[0] as Listener);
  return { policies: policies.map((each) => each.policy.metadata.name), required, disabledBy: disabledBy?.policy.metadata.name };
}

test.each([['Gateway exit'], ['Gateway exit a'], ['HTTPRoute api'], ['HTTPRoute api out']])(
  'an extension that a policy for %s asks, decides',
  (target) => {
    expect(decided(set('ask', target, ASK))).toEqual({ policies: ['ask'], required: true, disabledBy: undefined });
  },
);

test.each([['Gateway exit b'], ['Gateway other'], ['HTTPRoute other'], ['HTTPRoute api another'], ['GRPCRoute api']])(
  'one that a policy for %s asks, does not',
  (target) => {
    expect(decided(set('ask', target, ASK))).toEqual({ policies: [], required: false, disabledBy: undefined });
  },
);

test('a policy that says nothing of authorization does not count', () => {
  const other = policy('TrafficPolicy', 'time', `${GATEWAY_API} Gateway exit`, 'timeouts: { request: 1s }');
  expect(decided(other)).toEqual({ policies: [], required: false, disabledBy: undefined });
});

test('policies are told from the Gateway down to the rule', () => {
  const yaml =
    set('rule', 'HTTPRoute api out', ASK) +
    set('route', 'HTTPRoute api', ASK) +
    set('listener', 'Gateway exit a', ASK) +
    set('gateway', 'Gateway exit', ASK);
  expect(decided(yaml)).toMatchObject({ policies: ['gateway', 'listener', 'route', 'rule'], required: true });
});

// As kgateway 2.4 does: what is switched off anywhere stays off.
test.each([
  ['Gateway exit', 'HTTPRoute api'],
  ['Gateway exit', 'Gateway exit a'],
  ['HTTPRoute api', 'HTTPRoute api out'],
  ['HTTPRoute api', 'Gateway exit a'],
])('asked by a policy for %s and switched off by one for %s, it is off', (asking, off) => {
  expect(decided(set('ask', asking, ASK) + set('off', off, OFF))).toMatchObject({ required: false, disabledBy: 'off' });
});

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

/** What decides on the requests of listener a. */
function decided(yaml: string) {
  const graph = graphOf(THERE + yaml);
  const rule = graph.routes[0]?.rules[0] as RouteRule;
  const { policies, required, disabledBy } = graph.authorization(rule, graph.gateways[0]?.listeners[0] as Listener);
  return { policies: policies.map((each) => each.policy.metadata.name), required, disabledBy: disabledBy?.policy.metadata.name };
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

test('policies are listed from the Gateway to the rule', () => {
  const yaml =
    set('rule', 'HTTPRoute api out', ASK) +
    set('route', 'HTTPRoute api', ASK) +
    set('listener', 'Gateway exit a', ASK) +
    set('gateway', 'Gateway exit', ASK);
  expect(decided(yaml)).toMatchObject({ policies: ['gateway', 'listener', 'route', 'rule'], required: true });
});

// As in kgateway 2.4: once disabled at any level, authorization stays disabled.
test.each([
  ['Gateway exit', 'HTTPRoute api'],
  ['Gateway exit', 'Gateway exit a'],
  ['HTTPRoute api', 'HTTPRoute api out'],
  ['HTTPRoute api', 'Gateway exit a'],
])('authorization that a policy on %s requires and one on %s disables is disabled', (asking, off) => {
  expect(decided(set('ask', asking, ASK) + set('off', off, OFF))).toMatchObject({ required: false, disabledBy: 'off' });
});

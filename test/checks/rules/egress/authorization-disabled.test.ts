import { authorizationDisabled } from '../../../../lib/checks/rules/egress/authorization-disabled';
import { ENTRY, filters, gateway, object, onBackend, onRule, policy, route, routed, TO_ENTRY, unattached } from '../exit';
import { objections } from '../objections';

const GATEWAY_API = 'gateway.networking.k8s.io';
const OFF = 'extAuth: { disable: {} }';
const INSIDE = object(
  'HTTPRoute',
  'egress/web',
  '{ parentRefs: [{ name: ingress }], rules: [{ backendRefs: [{ name: web, port: 80 }] }] }',
);
const THERE = gateway() + ENTRY + route() + INSIDE;

test.each([
  ['refers to an extension', `${GATEWAY_API} Gateway exit`, 'extAuth: { extensionRef: { name: authz } }'],
  ['does not set extAuth', `${GATEWAY_API} Gateway exit`, 'timeouts: { request: 1s }'],
  ['is for a route to a Service of the cluster', `${GATEWAY_API} HTTPRoute web`, OFF],
  ['is for a gateway without egress routes', `${GATEWAY_API} Gateway ingress`, OFF],
])('a policy that %s is not reported', (_, target, fields) => {
  expect(objections(authorizationDisabled, THERE + policy('TrafficPolicy', 'policy', target, fields))).toEqual([]);
});

test.each([
  ['Gateway exit', 'Gateway egress/exit'],
  ['Gateway exit http', 'http of Gateway egress/exit'],
  ['HTTPRoute api', 'HTTPRoute egress/api'],
  ['HTTPRoute api decided', 'decided of HTTPRoute egress/api'],
])('a policy that disables authorization for %s is reported', (target, got) => {
  const yaml = THERE + policy('TrafficPolicy', 'policy', `${GATEWAY_API} ${target}`, OFF);
  expect(objections(authorizationDisabled, yaml)).toEqual([
    `TrafficPolicy egress/policy spec.extAuth.disable: disabled for ${got}`,
  ]);
});

test('a policy that selects a route, or attaches to a gateway of another repository, is reported', () => {
  const selector = `{ group: ${GATEWAY_API}, kind: HTTPRoute }`;
  const selecting = object('TrafficPolicy', 'egress/policy', `{ targetSelectors: [${selector}], ${OFF} }`);
  expect(objections(authorizationDisabled, THERE + selecting)).toHaveLength(1);
  const gatewayOff = policy('TrafficPolicy', 'policy', `${GATEWAY_API} Gateway exit`, OFF);
  expect(objections(authorizationDisabled, ENTRY + route() + gatewayOff)).toHaveLength(1);
});

const withRule = (rule: string, kind?: string) => routed(rule, kind) + unattached('off', OFF);
const WEB = '{ name: web, port: 80 }';

test.each([
  ['a rule', onRule(filters('off')), 'filters[0]'],
  ['a rule, after another one', onRule(filters('other', 'off')), 'filters[1]'],
  ['a backend', onBackend(filters('off')), 'backendRefs[0].filters[0]'],
  ['one of two backends', onBackend(filters('off')).replace('[', `[${WEB}, `), 'backendRefs[1].filters[0]'],
])('a policy that an ExtensionRef filter of %s attaches is reported', (_, rule, where) => {
  expect(objections(authorizationDisabled, withRule(rule))).toEqual([
    `TrafficPolicy egress/off spec.extAuth.disable: disabled by spec.rules[0].${where}.extensionRef of HTTPRoute egress/api`,
  ]);
});

test('a filter of a backend in the cluster is reported only if a mirror sends its requests outside', () => {
  const backend = `backendRefs: [${WEB.replace('}', `, ${filters('off')} }`)}, ${TO_ENTRY}]`;
  expect(objections(authorizationDisabled, withRule(backend))).toEqual([]);
  const mirror = `filters: [{ type: RequestMirror, requestMirror: { backendRef: ${TO_ENTRY} } }]`;
  expect(objections(authorizationDisabled, withRule(`${backend}, ${mirror}`))).toHaveLength(1);
});

test.each([
  ['a GRPCRoute, where it has no effect', withRule(onRule(filters('off')), 'GRPCRoute')],
  ['a rule that only refuses', withRule(filters('off'))],
  ['a route in the cluster', `${INSIDE.replace('backendRefs', `${filters('off')}, backendRefs`)}${unattached('off', OFF)}`],
])('a filter of %s is not reported', (_, yaml) => {
  expect(objections(authorizationDisabled, yaml)).toEqual([]);
});

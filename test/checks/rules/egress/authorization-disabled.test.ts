import { authorizationDisabled } from '../../../../lib/checks/rules/egress/authorization-disabled';
import { ENTRY, gateway, object, policy, route } from '../exit';
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
  ['asks an extension', `${GATEWAY_API} Gateway exit`, 'extAuth: { extensionRef: { name: authz } }'],
  ['says nothing of it', `${GATEWAY_API} Gateway exit`, 'timeouts: { request: 1s }'],
  ['is for a route of the cluster itself', `${GATEWAY_API} HTTPRoute web`, OFF],
  ['is for a gateway by which nothing leaves', `${GATEWAY_API} Gateway ingress`, OFF],
])('nothing is said of a policy that %s', (_, target, fields) => {
  expect(objections(authorizationDisabled, THERE + policy('TrafficPolicy', 'policy', target, fields))).toEqual([]);
});

test.each([
  ['Gateway exit', 'Gateway egress/exit'],
  ['Gateway exit http', 'http of Gateway egress/exit'],
  ['HTTPRoute api', 'HTTPRoute egress/api'],
  ['HTTPRoute api decided', 'decided of HTTPRoute egress/api'],
])('switching it off for %s is told', (target, got) => {
  const yaml = THERE + policy('TrafficPolicy', 'policy', `${GATEWAY_API} ${target}`, OFF);
  expect(objections(authorizationDisabled, yaml)).toEqual([`TrafficPolicy egress/policy spec.extAuth.disable: off for ${got}`]);
});

test('so it is by a selector, and at a gateway of another repository', () => {
  const selector = `{ group: ${GATEWAY_API}, kind: HTTPRoute }`;
  const selecting = object('TrafficPolicy', 'egress/policy', `{ targetSelectors: [${selector}], ${OFF} }`);
  expect(objections(authorizationDisabled, THERE + selecting)).toHaveLength(1);
  const gatewayOff = policy('TrafficPolicy', 'policy', `${GATEWAY_API} Gateway exit`, OFF);
  expect(objections(authorizationDisabled, ENTRY + route() + gatewayOff)).toHaveLength(1);
});

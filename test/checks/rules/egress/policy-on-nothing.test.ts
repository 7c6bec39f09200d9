import { policyOnNothing } from '../../../../lib/checks/rules/egress/policy-on-nothing';
import { ENTRY, filters, gateway, object, onBackend, onRule, policy, route, routed, unattached } from '../exit';
import { objections } from '../objections';

const GATEWAY_API = 'gateway.networking.k8s.io';
const ROUTE = route({
  rules: '{ name: decided, backendRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: api, port: 443 }] }',
});
const THERE = gateway() + ENTRY + ROUTE + object('Backend', 'egress/fixed', '{ dynamicForwardProxy: {} }');
const TIMEOUT = 'timeouts: { request: 1s }';

test.each([
  ['TrafficPolicy', `${GATEWAY_API} Gateway exit`],
  ['TrafficPolicy', `${GATEWAY_API} Gateway exit http`],
  ['TrafficPolicy', `${GATEWAY_API} HTTPRoute api decided`],
  ['ListenerPolicy', `${GATEWAY_API} Gateway exit`],
  ['BackendConfigPolicy', 'gateway.kgateway.dev Backend fixed'],
  ['BackendConfigPolicy', 'networking.istio.io Hostname api.example.com'],
  ['BackendConfigPolicy', "'' Service may-be-in-another-repository"],
  ['BackendTLSPolicy', 'networking.istio.io ServiceEntry api'],
  ['BackendTLSPolicy', 'gateway.envoyproxy.io Backend of-another-controller'],
])('a %s may target %s', (kind, target) => {
  expect(objections(policyOnNothing, THERE + policy(kind, 'policy', target, TIMEOUT))).toEqual([]);
});

test.each([
  ['TrafficPolicy', `${GATEWAY_API} Gateway nope`, 'name: Gateway nope'],
  ['TrafficPolicy', `${GATEWAY_API} HTTPRoute nope`, 'name: HTTPRoute nope'],
  ['TrafficPolicy', `${GATEWAY_API} GRPCRoute api`, 'name: GRPCRoute api'],
  ['TrafficPolicy', `${GATEWAY_API} Gateway exit nope`, 'sectionName: nope'],
  ['TrafficPolicy', `${GATEWAY_API} HTTPRoute api nope`, 'sectionName: nope'],
  ['ListenerPolicy', `${GATEWAY_API} Gateway nope`, 'name: Gateway nope'],
  ['HTTPListenerPolicy', `${GATEWAY_API} Gateway nope`, 'name: Gateway nope'],
  ['BackendConfigPolicy', 'gateway.kgateway.dev Backend nope', 'name: Backend nope'],
  ['BackendConfigPolicy', 'networking.istio.io Hostname nope.test', 'name: Hostname nope.test'],
  ['BackendTLSPolicy', 'networking.istio.io ServiceEntry nope', 'name: ServiceEntry nope'],
  ['BackendTLSPolicy', 'networking.istio.io ServiceEntry api https', 'sectionName: https'],
  ['BackendTLSPolicy', 'networking.istio.io Hostname api.example.com https', 'sectionName: https'],
  ['BackendTLSPolicy', 'gateway.kgateway.dev Backend fixed 443', 'sectionName: 443'],
  ['BackendTLSPolicy', "'' Backend fixed", 'group: '],
  ['BackendTLSPolicy', 'kgateway.dev Backend fixed', 'group: kgateway.dev'],
  ['BackendTLSPolicy', 'networking.istio.io Service api', 'group: networking.istio.io'],
  ['BackendTLSPolicy', `${GATEWAY_API} HTTPRoute api`, 'kind: HTTPRoute'],
  ['BackendTLSPolicy', `${GATEWAY_API} Gateway exit`, 'kind: Gateway'],
  ['TrafficPolicy', "'' Gateway exit", 'group: '],
  ['TrafficPolicy', 'networking.istio.io Gateway exit', 'group: networking.istio.io'],
])('a %s on %s is reported', (kind, target, objection) => {
  const yaml = THERE + policy(kind, 'policy', target, TIMEOUT);
  expect(objections(policyOnNothing, yaml)).toEqual([`${kind} egress/policy spec.targetRefs[0].${objection}`]);
});

test('a policy may target a rule of a GRPCRoute', () => {
  const grpc = object('GRPCRoute', 'egress/api', '{ rules: [{ name: one }] }');
  const on = (name: string) => policy('TrafficPolicy', 'policy', `${GATEWAY_API} GRPCRoute api ${name}`, TIMEOUT);
  expect(objections(policyOnNothing, grpc + on('one'))).toEqual([]);
  expect(objections(policyOnNothing, grpc + on('two'))).toEqual([
    'TrafficPolicy egress/policy spec.targetRefs[0].sectionName: two',
  ]);
});

test('a target in another namespace is reported', () => {
  const yaml = THERE + policy('TrafficPolicy', 'team-a/policy', `${GATEWAY_API} Gateway exit`, TIMEOUT);
  expect(objections(policyOnNothing, yaml)).toEqual(['TrafficPolicy team-a/policy spec.targetRefs[0].name: Gateway exit']);
});

test('a section of a ServiceEntry that is no backend of kgateway is not reported: Istio reads it', () => {
  const yaml = ENTRY + policy('BackendTLSPolicy', 'policy', 'networking.istio.io ServiceEntry api https', TIMEOUT);
  expect(objections(policyOnNothing, yaml)).toEqual([]);
});

test('a target in another repository is not reported, whatever its sectionName', () => {
  const yaml = policy('TrafficPolicy', 'policy', `${GATEWAY_API} Gateway exit nope`, TIMEOUT);
  expect(objections(policyOnNothing, yaml, { external: ['Gateway egress/exit'] })).toEqual([]);
});

test('a selector without a match is not reported', () => {
  const selector = '{ group: networking.istio.io, kind: Hostname, matchLabels: { a: b } }';
  const yaml = object('BackendConfigPolicy', 'egress/policy', `{ targetSelectors: [${selector}], connectTimeout: 1s }`);
  expect(objections(policyOnNothing, yaml)).toEqual([]);
});

test('a policy without a target is reported, unless an ExtensionRef filter names it', () => {
  const free = unattached('free', TIMEOUT);
  expect(objections(policyOnNothing, THERE + free)).toEqual([
    'TrafficPolicy egress/free spec.targetRefs: no target, and no ExtensionRef filter that names the policy',
  ]);
  expect(objections(policyOnNothing, routed(onRule(filters('free'))) + free)).toEqual([]);
  expect(objections(policyOnNothing, routed(onBackend(filters('free'))) + free)).toEqual([]);
  expect(objections(policyOnNothing, THERE + free, { external: ['HTTPRoute egress/other'] })).toEqual([]);
});

test('a policy without a target is not reported where there is no egress route', () => {
  const elsewhere = object('TrafficPolicy', 'shop/free', `{ ${TIMEOUT} }`);
  expect(objections(policyOnNothing, THERE + elsewhere)).toEqual([]);
});

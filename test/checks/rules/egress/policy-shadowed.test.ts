import { policyShadowed } from '../../../../lib/checks/rules/egress/policy-shadowed';
import { ENTRY, gateway, policy, route } from '../exit';
import { objections } from '../objections';

const GATEWAY = 'gateway.networking.k8s.io Gateway exit';
const ROUTE = 'gateway.networking.k8s.io HTTPRoute api';
const HOST = 'networking.istio.io Hostname api.example.com';
const ENTRY_TARGET = 'networking.istio.io ServiceEntry api';
const THERE = gateway() + ENTRY + route();
const TIMEOUT = 'timeouts: { request: 1s }';
const RETRY = 'retry: { attempts: 1, retryOn: [reset] }';
const LIMIT = 'circuitBreakers: { maxRetries: 9 }';
const CONNECT = 'connectTimeout: 1s';
const SETTINGS = 'default: { httpSettings: {} }';
const TLS = 'validation: { hostname: api.example.com }';

const two = (kind: string, [target, fields]: readonly string[], [other, others]: readonly string[]) =>
  THERE + policy(kind, 'a', target as string, fields as string) + policy(kind, 'b', other as string, others as string);

test.each([
  ['other fields', two('TrafficPolicy', [ROUTE, TIMEOUT], [ROUTE, RETRY])],
  ['another target', two('TrafficPolicy', [ROUTE, TIMEOUT], [GATEWAY, TIMEOUT])],
  ['another section', two('TrafficPolicy', [GATEWAY, TIMEOUT], [`${GATEWAY} http`, TIMEOUT])],
  ['other fields of a host', two('BackendConfigPolicy', [HOST, LIMIT], [HOST, CONNECT])],
  ['what has nothing to do with egress', two('BackendConfigPolicy', ["'' Service web", LIMIT], ["'' Service web", LIMIT])],
])('a policy may set %s', (_, yaml) => {
  expect(objections(policyShadowed, yaml)).toEqual([]);
});

test.each([
  ['TrafficPolicy', ROUTE, TIMEOUT, 'spec.timeouts: HTTPRoute api'],
  ['TrafficPolicy', `${ROUTE} decided`, TIMEOUT, 'spec.timeouts: decided of HTTPRoute api'],
  ['ListenerPolicy', GATEWAY, SETTINGS, 'spec.default: Gateway exit'],
  ['HTTPListenerPolicy', GATEWAY, 'accessLog: []', 'spec.accessLog: Gateway exit'],
  ['BackendConfigPolicy', HOST, LIMIT, 'spec.circuitBreakers: Hostname api.example.com'],
  ['BackendTLSPolicy', ENTRY_TARGET, TLS, 'spec: ServiceEntry api'],
])('two %s that set the same on %s are told', (kind, target, fields, objection) => {
  const told = objections(policyShadowed, two(kind, [target, fields], [target, fields]));
  expect(told).toEqual([`${kind} egress/b ${objection}, as in ${kind} egress/a`]);
});

test('before 2.4 a BackendConfigPolicy counts as a whole', () => {
  const yaml = two('BackendConfigPolicy', [HOST, LIMIT], [HOST, CONNECT]);
  expect(objections(policyShadowed, yaml, { platform: { kgateway: '2.3' } })).toEqual([
    'BackendConfigPolicy egress/b spec: Hostname api.example.com, as in BackendConfigPolicy egress/a',
  ]);
});

test('a policy is told once, however many fields and targets are lost', () => {
  const both = `${TIMEOUT}, ${RETRY}`;
  expect(objections(policyShadowed, two('TrafficPolicy', [ROUTE, both], [ROUTE, both]))).toHaveLength(1);
});

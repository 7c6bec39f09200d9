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
  ['another field of the same target', two('TrafficPolicy', [ROUTE, TIMEOUT], [ROUTE, RETRY])],
  ['the same field of another target', two('TrafficPolicy', [ROUTE, TIMEOUT], [GATEWAY, TIMEOUT])],
  ['the same field of another section', two('TrafficPolicy', [GATEWAY, TIMEOUT], [`${GATEWAY} http`, TIMEOUT])],
  ['other fields for the same host', two('BackendConfigPolicy', [HOST, LIMIT], [HOST, CONNECT])],
  ['the same field of a target without egress', two('BackendConfigPolicy', ["'' Service web", LIMIT], ["'' Service web", LIMIT])],
])('two policies may set %s', (_, yaml) => {
  expect(objections(policyShadowed, yaml)).toEqual([]);
});

test.each([
  ['TrafficPolicy', ROUTE, TIMEOUT, 'spec.timeouts: set for HTTPRoute api'],
  ['TrafficPolicy', `${ROUTE} decided`, TIMEOUT, 'spec.timeouts: set for section decided of HTTPRoute api'],
  ['ListenerPolicy', GATEWAY, SETTINGS, 'spec.default: set for Gateway exit'],
  ['HTTPListenerPolicy', GATEWAY, 'accessLog: []', 'spec.accessLog: set for Gateway exit'],
  ['BackendConfigPolicy', HOST, LIMIT, 'spec.circuitBreakers: set for Hostname api.example.com'],
  ['BackendTLSPolicy', ENTRY_TARGET, TLS, 'spec: set for ServiceEntry api'],
])('the second of two %s that set the same field for %s is reported', (kind, target, fields, objection) => {
  const yaml = two(kind, [target, fields], [target, fields]);
  expect(objections(policyShadowed, yaml)).toEqual([`${kind} egress/b ${objection}, as in ${kind} egress/a`]);
});

test('before kgateway 2.4, a BackendConfigPolicy is compared as a whole', () => {
  const yaml = two('BackendConfigPolicy', [HOST, LIMIT], [HOST, CONNECT]);
  expect(objections(policyShadowed, yaml, { platform: { kgateway: '2.3' } })).toEqual([
    'BackendConfigPolicy egress/b spec: set for Hostname api.example.com, as in BackendConfigPolicy egress/a',
  ]);
});

test('a policy is reported once, however many of its fields are overridden', () => {
  const both = `${TIMEOUT}, ${RETRY}`;
  expect(objections(policyShadowed, two('TrafficPolicy', [ROUTE, both], [ROUTE, both]))).toHaveLength(1);
});

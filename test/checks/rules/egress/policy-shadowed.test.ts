import { policyShadowed } from '../../../../lib/checks/rules/egress/policy-shadowed';
import { ENTRY, filters, gateway, policy, route, TO_ENTRY, unattached } from '../exit';
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

const filtered = (rule: string, ...policies: readonly string[]) =>
  gateway() + ENTRY + route({ rules: `{ name: out, ${rule} }` }) + policies.join('');
const toEntry = `backendRefs: [${TO_ENTRY}]`;

test('of two ExtensionRef filters of one rule or backend, the second is reported if it sets the same field', () => {
  const policies = [unattached('a', TIMEOUT), unattached('b', `${TIMEOUT}, ${RETRY}`)];
  expect(objections(policyShadowed, filtered(`${filters('a', 'b')}, ${toEntry}`, ...policies))).toEqual([
    'TrafficPolicy egress/b spec.timeouts: set for spec.rules[0] of HTTPRoute egress/api, as in TrafficPolicy egress/a',
  ]);
  const onBackend = toEntry.replace(' }]', `, ${filters('b', 'a')} }]`);
  expect(objections(policyShadowed, filtered(onBackend, ...policies))).toEqual([
    'TrafficPolicy egress/a spec.timeouts: set for spec.rules[0].backendRefs[0] of HTTPRoute egress/api, as in TrafficPolicy egress/b',
  ]);
});

test.each([
  ['two filters that set other fields', `${filters('a', 'b')}, ${toEntry}`, [unattached('a', TIMEOUT), unattached('b', RETRY)]],
  [
    'a filter and the rule',
    `${filters('a')}, ${toEntry}`,
    [unattached('a', TIMEOUT), policy('TrafficPolicy', 'b', `${ROUTE} out`, TIMEOUT)],
  ],
])('%s are not reported', (_, rule, policies) => {
  expect(objections(policyShadowed, filtered(rule, ...policies))).toEqual([]);
});

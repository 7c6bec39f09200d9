import { accessLog } from '../../../../lib/checks/rules/egress/access-log';
import { ENTRY, gateway, object, policy, route } from '../exit';
import { objections } from '../objections';

const GATEWAY = 'gateway.networking.k8s.io Gateway exit';
const LOG = 'accessLog: [{ fileSink: { path: /dev/stdout, stringFormat: x } }]';
const DEFAULT = `default: { httpSettings: { ${LOG} } }`;
const TWO = gateway('{ name: a, port: 8080, protocol: HTTP }, { name: b, port: 8081, protocol: HTTPS }');
const THERE = TWO + ENTRY + route();
const unlogged = (...names: string[]) => [
  `Gateway egress/exit : no access log for ${names.map((name) => `listener ${name}`).join(', ')}`,
];

test.each([
  ['a ListenerPolicy', policy('ListenerPolicy', 'log', GATEWAY, DEFAULT)],
  [
    'a ListenerPolicy for each listener',
    policy('ListenerPolicy', 'a', `${GATEWAY} a`, DEFAULT) + policy('ListenerPolicy', 'b', `${GATEWAY} b`, DEFAULT),
  ],
  [
    'a log for each port',
    policy('ListenerPolicy', 'log', GATEWAY, `perPort: [{ port: 8080, listener: { httpSettings: { ${LOG} } } }], ${DEFAULT}`),
  ],
  ['an HTTPListenerPolicy', policy('HTTPListenerPolicy', 'log', GATEWAY, LOG)],
])('an egress gateway may log by %s', (_, yaml) => {
  expect(objections(accessLog, THERE + yaml)).toEqual([]);
});

test.each([
  ['no policy', '', unlogged('a', 'b')],
  ['a policy without a log', policy('ListenerPolicy', 'log', GATEWAY, 'default: { httpSettings: {} }'), unlogged('a', 'b')],
  ['an empty log', policy('ListenerPolicy', 'log', GATEWAY, 'default: { httpSettings: { accessLog: [] } }'), unlogged('a', 'b')],
  ['a policy for one listener', policy('ListenerPolicy', 'log', `${GATEWAY} a`, DEFAULT), unlogged('b')],
  [
    'a port whose entry replaces the log',
    policy('ListenerPolicy', 'log', GATEWAY, `perPort: [{ port: 8080, listener: {} }], ${DEFAULT}`),
    unlogged('a'),
  ],
  ['a policy of another namespace', policy('ListenerPolicy', 'team-a/log', GATEWAY, DEFAULT), unlogged('a', 'b')],
])('a gateway with %s is reported', (_, yaml, objection) => {
  expect(objections(accessLog, THERE + yaml)).toEqual(objection);
});

test('a listener for TLS passthrough needs no log, because it sees no requests', () => {
  const tls = gateway('{ name: tls, port: 8443, protocol: TLS, tls: { mode: Passthrough } }');
  expect(objections(accessLog, tls + ENTRY + route({ kind: 'TLSRoute' }))).toEqual([]);
});

test('a gateway without egress routes, or with a policy in another repository, is not reported', () => {
  expect(objections(accessLog, TWO + route({ rules: '{ backendRefs: [{ name: web, port: 80 }] }' }))).toEqual([]);
  expect(objections(accessLog, THERE, { external: ['ListenerPolicy egress/log'] })).toEqual([]);
  expect(
    objections(accessLog, THERE + object('Namespace', 'egress', '{}'), { external: ['ListenerPolicy other/log'] }),
  ).toHaveLength(1);
});

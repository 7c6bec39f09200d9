import { httpSettingsOf, type Listener } from '../../../lib/checks/graph';
import { showPath } from '../../../lib/core/path';
import { gateway, policy } from '../rules/exit';
import { graphOf } from './graph-of';

const GATEWAY = 'gateway.networking.k8s.io Gateway exit';
const TWO = gateway('{ name: a, port: 8080, protocol: HTTP }, { name: b, port: 8081, protocol: HTTP }');
const marked = (name: string) => `httpSettings: { serverName: ${name} }`;

/** The policies and paths of the settings of each listener. */
function settingsOf(yaml: string): Record<string, string[]> {
  const graph = graphOf(TWO + yaml);
  const ofListener = (listener: Listener) =>
    httpSettingsOf(listener, graph.policies).map(({ policy: { metadata }, path }) => `${metadata.name} ${showPath(path)}`);
  return Object.fromEntries((graph.gateways[0]?.listeners ?? []).map((listener) => [listener.spec.name, ofListener(listener)]));
}

const DEFAULT = `default: { ${marked('x')} }`;
const PER_PORT = `perPort: [{ port: 8081, listener: { ${marked('y')} } }]`;

test.each([
  [
    'for the whole Gateway',
    policy('ListenerPolicy', 'p', GATEWAY, DEFAULT),
    ['p spec.default.httpSettings'],
    ['p spec.default.httpSettings'],
  ],
  ['for a listener', policy('ListenerPolicy', 'p', `${GATEWAY} b`, DEFAULT), [], ['p spec.default.httpSettings']],
  [
    'by port, which replaces the default',
    policy('ListenerPolicy', 'p', GATEWAY, `${PER_PORT}, ${DEFAULT}`),
    ['p spec.default.httpSettings'],
    ['p spec.perPort[0].listener.httpSettings'],
  ],
  [
    'by port, without settings, which also replaces the default',
    policy('ListenerPolicy', 'p', GATEWAY, `perPort: [{ port: 8080, listener: {} }], ${DEFAULT}`),
    [],
    ['p spec.default.httpSettings'],
  ],
  ['by port only', policy('ListenerPolicy', 'p', GATEWAY, PER_PORT), [], ['p spec.perPort[0].listener.httpSettings']],
  ['by an HTTPListenerPolicy', policy('HTTPListenerPolicy', 'h', GATEWAY, 'serverName: x'), ['h spec'], ['h spec']],
  ['for another Gateway', policy('ListenerPolicy', 'p', 'gateway.networking.k8s.io Gateway other', DEFAULT), [], []],
  [
    'by two policies',
    policy('ListenerPolicy', 'p', GATEWAY, DEFAULT) + policy('ListenerPolicy', 'q', `${GATEWAY} a`, DEFAULT),
    ['p spec.default.httpSettings', 'q spec.default.httpSettings'],
    ['p spec.default.httpSettings'],
  ],
])('HTTP settings are read: %s', (_, yaml, a, b) => {
  expect(settingsOf(yaml)).toEqual({ a, b });
});

import { isServiceName } from '../../core/net/dns';
import { isPort } from '../../core/numbers';
import { RESERVED_PORTS } from '../../core/ports';
import type { PropCheck } from '../../core/prop-checks';

/** A port of the gateway. Clients send plain HTTP to it, which the mesh encrypts. */
export interface Listener {
  /** The name by which hosts refer to it: a DNS label. `Gateway.spec.listeners[].name`. */
  readonly name: string;
  /** The port, 1 to 65535, except the {@link RESERVED_PORTS} of the proxy and ztunnel. `Gateway.spec.listeners[].port`. */
  readonly port: number;
}

type ListenersSubject = { readonly props: { readonly listeners?: readonly Listener[] }; readonly listeners: readonly Listener[] };

const each = (test: (l: Listener) => boolean) => (s: ListenersSubject) => s.listeners.some(test);
const those = (test: (l: Listener) => boolean) => (s: ListenersSubject) => s.listeners.filter(test);
const repeated = (key: keyof Listener) => (s: ListenersSubject) =>
  s.listeners.map((l) => l[key]).filter((value, i, all) => all.indexOf(value) < i);

const badName = (l: Listener) => !isServiceName(l.name);
const badPort = (l: Listener) => !isPort(l.port);
const reserved = (l: Listener) => RESERVED_PORTS[l.port] !== undefined;

/** The checks of the property `listeners`. */
export const listenerChecks: readonly PropCheck<ListenersSubject>[] = [
  {
    rule: 'input/listeners',
    path: 'listeners',
    breaks: (s) => s.listeners.length < 1 || s.listeners.length > 32,
    got: (s) => `${s.listeners.length} listeners`,
    allowed: '1 to 32 listeners, because a route can attach to at most 32',
    fix: 'add a listener, or let hosts share listeners',
  },
  {
    rule: 'input/listener-name',
    path: 'listeners.name',
    breaks: each(badName),
    got: (s) => those(badName)(s).map((l) => l.name),
    allowed: 'a DNS label: a-z, 0-9 and -, starting with a letter, at most 63 characters',
    fix: 'rename the listener',
  },
  {
    rule: 'input/listener-name',
    path: 'listeners.name',
    breaks: (s) => repeated('name')(s).length > 0,
    got: (s) => repeated('name')(s),
    allowed: 'each name once',
    fix: 'rename one of the listeners',
  },
  {
    rule: 'input/listener-port',
    path: 'listeners.port',
    breaks: each(badPort),
    got: (s) => those(badPort)(s).map((l) => l.port),
    allowed: 'whole numbers from 1 to 65535',
    fix: 'correct the port',
  },
  {
    rule: 'input/listener-port',
    path: 'listeners.port',
    breaks: each(reserved),
    got: (s) => those(reserved)(s).map((l) => `${l.port} (${RESERVED_PORTS[l.port]})`),
    allowed: `ports other than ${Object.keys(RESERVED_PORTS).join(', ')}`,
    fix: 'use another port, such as 8080',
  },
  {
    rule: 'input/listener-port',
    path: 'listeners.port',
    breaks: (s) => repeated('port')(s).length > 0,
    got: (s) => repeated('port')(s),
    allowed: 'each port once',
    fix: 'set a different port for each listener',
  },
];

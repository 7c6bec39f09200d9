import type { GatewayListener } from '../../../imports/gateway.networking.k8s.io/gateway';
import { KIND } from '../../core/kinds';
import { selects } from '../../core/label-selector';
import type { Path } from '../../core/path';
import { type Catalogue, namespaceOf } from './catalogue';
import type { ObjectOf } from './kinds';

/** A Gateway with its listeners. */
export interface Gateway {
  readonly object: ObjectOf<'gateway.networking.k8s.io/Gateway'>;
  readonly namespace: string;
  readonly name: string;
  readonly listeners: readonly Listener[];
}

/** A listener of a Gateway. */
export interface Listener {
  readonly gateway: Gateway;
  readonly spec: GatewayListener;
  /** `spec.listeners[0]`. */
  readonly path: Path;
}

/** All Gateways. */
export function gatewaysOf(catalogue: Catalogue): Gateway[] {
  return catalogue.ofKind(KIND.Gateway).map((object) => {
    const listeners: Listener[] = [];
    const gateway = { object, namespace: namespaceOf(object), name: object.metadata.name, listeners };
    object.spec.listeners.forEach((spec, index) => {
      listeners.push({ gateway, spec, path: ['spec', 'listeners', index] });
    });
    return gateway;
  });
}

/**
 * Whether a listener accepts routes of a namespace; `undefined` if that depends on labels of a Namespace that is not among the
 * objects.
 */
export function takesNamespace(listener: Listener, namespace: string, catalogue: Catalogue): boolean | undefined {
  const { from = 'Same', selector } = listener.spec.allowedRoutes?.namespaces ?? {};
  if (from === 'All') return true;
  if (from === 'Same') return namespace === listener.gateway.namespace;
  if (from !== 'Selector' || !selector) return false;
  const labels = catalogue.namespaceLabels(namespace);
  return labels ? selects(selector, labels) : undefined;
}

const PROTOCOLS: Readonly<Record<string, readonly string[]>> = {
  HTTPRoute: ['HTTP', 'HTTPS'],
  GRPCRoute: ['HTTP', 'HTTPS'],
  TLSRoute: ['TLS'],
};

/** Whether a listener accepts routes of a kind, by its `allowedRoutes.kinds` or else by its protocol. */
export function takesKind(listener: Listener, kind: string): boolean {
  const { protocol, allowedRoutes } = listener.spec;
  const { kinds = [] } = allowedRoutes ?? {};
  if (kinds.length > 0) return kinds.some((each) => each.kind === kind);
  return (PROTOCOLS[kind] ?? []).includes(protocol);
}

/** Whether two host names overlap. Either may begin with `*.`, or be absent, which means all hosts. */
export function hostsMeet(one: string | undefined, other: string | undefined): boolean {
  if (!one || !other || one === other) return true;
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  if (a === b) return true;
  const within = (host: string, wildcard: string) => wildcard.startsWith('*.') && host.endsWith(wildcard.slice(1));
  return within(a, b) || within(b, a);
}

/**
 * The hosts of a route at a listener: for each overlap of a hostname with that of the listener, the more specific of the two.
 * `*`, every host, if neither specifies any.
 */
export function effectiveHosts(hostnames: readonly string[], { spec: { hostname } }: Listener): string[] {
  if (hostnames.length === 0) return [hostname?.toLowerCase() || '*'];
  const accepted = hostnames.filter((host) => hostsMeet(host, hostname));
  return accepted.map((host) =>
    (host.startsWith('*.') && hostname && isNarrower(hostname, host) ? hostname : host).toLowerCase(),
  );
}

function isNarrower(one: string, other: string): boolean {
  return !one.startsWith('*.') || one.length > other.length;
}

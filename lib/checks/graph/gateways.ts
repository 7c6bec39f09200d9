import type { GatewayListener } from '../../../imports/gateway.networking.k8s.io/gateway';
import { KIND } from '../../core/kinds';
import { type LabelSelector, selects } from '../../core/label-selector';
import { isWildcard } from '../../core/net/dns';
import type { Path } from '../../core/path';
import type { Manifest } from '../../manifests/manifest';
import { type Catalogue, namespaceOf } from './catalogue';
import { isOfKgateway } from './controllers';
import type { ObjectOf } from './kinds';

/** A Gateway with its listeners. */
export interface Gateway {
  readonly object: ObjectOf<'gateway.networking.k8s.io/Gateway'>;
  readonly namespace: string;
  readonly name: string;
  /** Whether kgateway runs it. The rules of kgateway do not apply to the Gateways of other controllers. */
  readonly isKgateway: boolean;
  /** Its own listeners, then those of the ListenerSets that it accepts. */
  readonly listeners: readonly Listener[];
}

/** A ListenerSet: listeners that another object adds to a Gateway. */
export interface ListenerSet {
  readonly object: ObjectOf<'gateway.networking.k8s.io/ListenerSet'>;
  readonly namespace: string;
  readonly name: string;
  /** `ns/name` of its Gateway, which may not be among the objects. */
  readonly gatewayKey: string;
  readonly gateway: Gateway | undefined;
  /** Whether the Gateway accepts it. True if that depends on a Namespace that is not among the objects. */
  readonly isAccepted: boolean;
  /** Empty if its Gateway is not among the objects. */
  readonly listeners: readonly Listener[];
}

/** A listener of a Gateway. */
export interface Listener {
  readonly gateway: Gateway;
  /** The ListenerSet that adds it; `undefined` for a listener of the Gateway itself. */
  readonly set: ListenerSet | undefined;
  /** The Gateway or the ListenerSet. */
  readonly object: Manifest;
  readonly spec: GatewayListener;
  /** `spec.listeners[0]`. */
  readonly path: Path;
}

/** All Gateways and ListenerSets. */
export interface Listening {
  readonly gateways: readonly Gateway[];
  readonly sets: readonly ListenerSet[];
  /** The Gateways by `ns/name`. */
  readonly gatewaysByKey: ReadonlyMap<string, Gateway>;
}

/** Reads all Gateways and ListenerSets. @param classes the classes that the user declared as kgateway's */
export function listeningOf(catalogue: Catalogue, classes: readonly string[]): Listening {
  const gateways = catalogue.ofKind(KIND.Gateway).map((object) => readGateway(object, catalogue, classes));
  const gatewaysByKey = new Map(gateways.map((gateway) => [`${gateway.namespace}/${gateway.name}`, gateway]));
  const sets = catalogue.ofKind(KIND.ListenerSet).map((object) => readSet(object, gatewaysByKey, catalogue));
  return { gateways, sets, gatewaysByKey };
}

/** A Gateway to which the accepted ListenerSets, which refer back to it, are still being added. */
type Unfinished = Gateway & { readonly listeners: Listener[] };

function readGateway(object: Gateway['object'], catalogue: Catalogue, classes: readonly string[]): Unfinished {
  const listeners: Listener[] = [];
  const isKgateway = isOfKgateway(object, catalogue, classes);
  const gateway = { object, namespace: namespaceOf(object), name: object.metadata.name, isKgateway, listeners };
  object.spec.listeners?.forEach((spec, index) => {
    listeners.push({ gateway, set: undefined, object, spec, path: ['spec', 'listeners', index] });
  });
  return gateway;
}

function readSet(object: ListenerSet['object'], gateways: ReadonlyMap<string, Unfinished>, catalogue: Catalogue): ListenerSet {
  const namespace = namespaceOf(object);
  const { parentRef, listeners: entries } = object.spec;
  const gatewayKey = `${parentRef.namespace ?? namespace}/${parentRef.name}`;
  const gateway = gateways.get(gatewayKey);
  const isAccepted = !gateway || acceptsSet(gateway, namespace, catalogue);
  const listeners: Listener[] = [];
  const set = { object, namespace, name: object.metadata.name, gatewayKey, gateway, isAccepted, listeners };
  if (!gateway) return set;
  entries.forEach((spec, index) => {
    listeners.push({ gateway, set, object, spec, path: ['spec', 'listeners', index] });
  });
  if (isAccepted) gateway.listeners.push(...listeners);
  return set;
}

/** By default, a Gateway accepts no ListenerSets. */
function acceptsSet({ object, namespace: home }: Gateway, namespace: string, catalogue: Catalogue): boolean {
  const { from = 'None', selector } = object.spec.allowedListeners?.namespaces ?? {};
  return admits({ from, selector }, { home, namespace }, catalogue) !== false;
}

interface Admission {
  readonly from: string;
  readonly selector: LabelSelector | undefined;
}

function admits(
  { from, selector }: Admission,
  { home, namespace }: { readonly home: string; readonly namespace: string },
  catalogue: Catalogue,
): boolean | undefined {
  if (from === 'All') return true;
  if (from === 'Same') return namespace === home;
  if (from !== 'Selector' || !selector) return false;
  const labels = catalogue.namespaceLabels(namespace);
  return labels ? selects(selector, labels) : undefined;
}

/**
 * Whether a listener accepts routes of a namespace; `undefined` if that depends on labels of a Namespace that is not among the
 * objects.
 */
export function takesNamespace({ object, spec }: Listener, namespace: string, catalogue: Catalogue): boolean | undefined {
  const { from = 'Same', selector } = spec.allowedRoutes?.namespaces ?? {};
  return admits({ from, selector }, { home: namespaceOf(object), namespace }, catalogue);
}

const PROTOCOLS: Readonly<Record<string, readonly string[]>> = {
  HTTPRoute: ['HTTP', 'HTTPS'],
  GRPCRoute: ['HTTP', 'HTTPS'],
  TLSRoute: ['TLS'],
  TCPRoute: ['TCP'],
  UDPRoute: ['UDP'],
};

/** Whether a listener accepts routes of a kind, by its `allowedRoutes.kinds` or else by its protocol. */
export function takesKind(listener: Listener, kind: string): boolean {
  const { protocol, allowedRoutes, tls } = listener.spec;
  const { kinds = [] } = allowedRoutes ?? {};
  if (kinds.length > 0) return kinds.some((each) => each.kind === kind);
  // A listener that terminates TLS, as it does by default, passes plain connections on.
  if (kind === 'TCPRoute' && protocol === 'TLS') return tls?.mode !== 'Passthrough';
  return (PROTOCOLS[kind] ?? []).includes(protocol);
}

/** Whether two host names overlap. Either may begin with `*.`, or be absent, which means all hosts. */
export function hostsMeet(one: string | undefined, other: string | undefined): boolean {
  if (!one || !other || one === other) return true;
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  if (a === b) return true;
  const within = (host: string, wildcard: string) => isWildcard(wildcard) && host.endsWith(wildcard.slice(1));
  return within(a, b) || within(b, a);
}

/**
 * The hosts of a route at a listener: for each overlap of a hostname with that of the listener, the more specific of the two.
 * `*`, every host, if neither specifies any.
 */
export function effectiveHosts(hostnames: readonly string[], { spec: { hostname } }: Listener): string[] {
  if (hostnames.length === 0) return [hostname?.toLowerCase() || '*'];
  const accepted = hostnames.filter((host) => hostsMeet(host, hostname));
  return accepted.map((host) => (isWildcard(host) && hostname && isNarrower(hostname, host) ? hostname : host).toLowerCase());
}

function isNarrower(one: string, other: string): boolean {
  return !isWildcard(one) || one.length > other.length;
}

import type { BackendSpec } from '../../../imports/gateway.kgateway.dev/backend';
import type { HTTPRouteFilter, HTTPRouteMatch, HTTPRouteTimeouts } from '../../../imports/gateway.networking.k8s.io/http-route';
import { KIND } from '../../core/kinds';
import type { Side } from '../../core/net/side';
import type { Path } from '../../core/path';
import type { Destination } from './destinations';
import type { ExtensionFilter } from './extension-filters';
import type { Gateway, Listener, ListenerSet } from './gateways';
import type { ObjectOf } from './kinds';

export type RouteKind = 'HTTPRoute' | 'GRPCRoute' | 'TLSRoute' | 'TCPRoute' | 'UDPRoute';

/** A route with its Gateways and its backends. */
export interface Route {
  readonly object: ObjectOf<'gateway.networking.k8s.io/HTTPRoute'> | ObjectOf<'gateway.networking.k8s.io/TLSRoute'>;
  readonly kind: RouteKind;
  readonly namespace: string;
  readonly name: string;
  /** If empty, every host that the listener accepts. */
  readonly hostnames: readonly string[];
  /** Its own references to Gateways of kgateway, to Gateways that are not among the objects, and to their ListenerSets. */
  readonly attachments: readonly Attachment[];
  /** Its attachments, and those of the routes that delegate to it. */
  readonly served: readonly Attachment[];
  /** Its references to Gateways of other controllers. */
  readonly foreign: readonly Attachment[];
  /** `spec.parentRefs[0]`, if that is a Service or ServiceEntry. Istio applies such a route in the mesh. */
  readonly meshRef: Path | undefined;
  readonly rules: readonly RouteRule[];
  /** Whether one of its rules has a backend that is or can be outside the cluster, or delegates to a route that does. */
  readonly leadsOut: boolean;
}

/** Whether only other controllers apply a route. The rules of kgateway do not apply to it. */
export function isForeign({ served, foreign, meshRef }: Route): boolean {
  return served.length === 0 && (foreign.length > 0 || meshRef !== undefined);
}

/** A reference of a route to a Gateway or a ListenerSet, or the attachment of a route that delegates to it. */
export interface Attachment {
  /** `spec.parentRefs[0]`, of the route that has the reference. */
  readonly path: Path;
  readonly parent: 'Gateway' | 'ListenerSet';
  /** Namespace and name of the parent. */
  readonly namespace: string;
  readonly name: string;
  readonly sectionName: string | undefined;
  readonly port: number | undefined;
  /** `ns/name` of the Gateway, which may not be among the objects; `undefined` if the ListenerSet is not among them. */
  readonly gatewayKey: string | undefined;
  /** `undefined` if the Gateway is not among the objects. It may be external: see `Catalogue.isElsewhere`. */
  readonly gateway: Gateway | undefined;
  /** The ListenerSet, if the parent is one and among the objects. */
  readonly set: ListenerSet | undefined;
  /** The listeners that the reference names, whether or not they accept the route. */
  readonly named: readonly Listener[];
  /** The named listeners that accept kind, namespace and a hostname. A namespace with unknown labels counts as accepted. */
  readonly listeners: readonly Listener[];
  /** The hostnames of the route that has the reference. If empty, every host that the listener accepts. */
  readonly hostnames: readonly string[];
  /** The rules that delegate from that route to this one, the outermost first; empty if the route has the reference itself. */
  readonly via: readonly RouteRule[];
}

/** A rule of a route. */
export interface RouteRule {
  readonly route: Route;
  /** `spec.rules[0]`. */
  readonly path: Path;
  readonly name: string | undefined;
  readonly matches: readonly HTTPRouteMatch[];
  readonly filters: readonly HTTPRouteFilter[];
  /** The ExtensionRef filters of the rule, not those of its backends. */
  readonly extensions: readonly ExtensionFilter[];
  readonly timeouts: HTTPRouteTimeouts | undefined;
  /** The field of the experimental channel of Gateway API, whose type is not checked; `undefined` in most routes. */
  readonly retry: unknown;
  readonly backends: readonly BackendUse[];
  /** Whether one of its backends is or can be outside the cluster. */
  readonly leadsOut: boolean;
}

/** A backend of a rule. */
export interface BackendUse {
  readonly rule: RouteRule;
  /** `spec.rules[0].backendRefs[0]`, or `….filters[0].requestMirror.backendRef`. */
  readonly path: Path;
  /** `kindKey` of the reference: `Service`, `networking.istio.io/ServiceEntry`, `networking.istio.io/Hostname`. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly port: number | undefined;
  /** Whether it gets a copy of each request, and its responses are dropped. */
  readonly isMirror: boolean;
  /** The ExtensionRef filters of the backend. */
  readonly extensions: readonly ExtensionFilter[];
  /** The destination, if it is one and among the objects; for a Hostname, in any namespace. */
  readonly destination: Destination | undefined;
  /** Where it leads. */
  readonly side: Side;
  /** The priority groups of a Backend, if it has some. Its members follow it in the list of backends. */
  readonly priorityGroups: BackendSpec['priorityGroups'];
  /** The place in the Backend whose priority group names this one; `undefined` for a backend that the route itself names. */
  readonly member: { readonly object: GroupBackend; readonly path: Path } | undefined;
}

export type GroupBackend = ObjectOf<'gateway.kgateway.dev/Backend'>;

/** Whether a backend is outside the cluster, or can be: it has a private address. Of priority groups, the members count. */
export function leadsOut({ side, priorityGroups }: BackendUse): boolean {
  return side !== 'inside' && !priorityGroups;
}

/** Whether the gateway reads the requests of a route, so that something can decide on them. */
export function readsRequests({ kind }: Route): boolean {
  return kind === 'HTTPRoute' || kind === 'GRPCRoute';
}

/** `kindKey` of a route. */
export function routeKey({ kind }: Pick<Route, 'kind'>): string {
  return ROUTE_KEYS[kind];
}

/** Constants: maps find an existing string faster than a new one. */
const ROUTE_KEYS = {
  HTTPRoute: KIND.HTTPRoute,
  GRPCRoute: KIND.GRPCRoute,
  TLSRoute: KIND.TLSRoute,
  TCPRoute: KIND.TCPRoute,
  UDPRoute: KIND.UDPRoute,
} as const;

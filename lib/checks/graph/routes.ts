import type { HTTPRouteFilter, HTTPRouteMatch, HTTPRouteTimeouts } from '../../../imports/gateway.networking.k8s.io/http-route';
import { KIND } from '../../core/kinds';
import type { Side } from '../../core/net/side';
import type { Path } from '../../core/path';
import { kindKey } from '../../manifests/manifest';
import { type Catalogue, namespaceOf } from './catalogue';
import type { Destination, DestinationIndex } from './destinations';
import { type AnyFilter, type ExtensionFilter, extensionFiltersOf } from './extension-filters';
import { type Gateway, hostsMeet, type Listener, takesKind, takesNamespace } from './gateways';
import type { ObjectOf } from './kinds';

export type RouteKind = 'HTTPRoute' | 'GRPCRoute' | 'TLSRoute';

/** A route with its Gateways and its backends. */
export interface Route {
  readonly object: ObjectOf<'gateway.networking.k8s.io/HTTPRoute'> | ObjectOf<'gateway.networking.k8s.io/TLSRoute'>;
  readonly kind: RouteKind;
  readonly namespace: string;
  readonly name: string;
  /** If empty, every host that the listener accepts. */
  readonly hostnames: readonly string[];
  readonly attachments: readonly Attachment[];
  readonly rules: readonly RouteRule[];
  /** Whether one of its rules has a backend that is or can be outside the cluster. */
  readonly leadsOut: boolean;
}

/** A reference of a route to a Gateway. */
export interface Attachment {
  /** `spec.parentRefs[0]`. */
  readonly path: Path;
  readonly namespace: string;
  readonly name: string;
  readonly sectionName: string | undefined;
  readonly port: number | undefined;
  /** `undefined` if the Gateway is not among the objects. It may be external: see `Catalogue.isElsewhere`. */
  readonly gateway: Gateway | undefined;
  /** The listeners that the reference names, whether or not they accept the route. */
  readonly named: readonly Listener[];
  /** The named listeners that accept kind, namespace and a hostname. A namespace with unknown labels counts as accepted. */
  readonly listeners: readonly Listener[];
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
}

interface BackendRef {
  readonly group?: string;
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
  readonly port?: number;
  readonly filters?: readonly AnyFilter[];
}

/** The objects that routes refer to. */
export interface RouteContext {
  readonly catalogue: Catalogue;
  readonly gateways: ReadonlyMap<string, Gateway>;
  readonly destinations: DestinationIndex;
}

const ROUTE_KINDS: readonly RouteKind[] = ['HTTPRoute', 'GRPCRoute', 'TLSRoute'];
const GATEWAY_API = 'gateway.networking.k8s.io';

/** All routes. */
export function routesOf(context: RouteContext): Route[] {
  const routes: Route[] = [];
  for (const kind of ROUTE_KINDS) {
    const objects = context.catalogue.ofKind(`${GATEWAY_API}/${kind}` as `${typeof GATEWAY_API}/HTTPRoute`);
    for (const object of objects) routes.push(readRoute(object, kind, context));
  }
  return routes;
}

/** A route or a rule while its rules or backends, which refer back to it, are read. */
type Unfinished<T extends { readonly leadsOut: boolean }> = Omit<T, 'leadsOut'> & { leadsOut: boolean };

const NONE: readonly never[] = [];

function readRoute(object: Route['object'], kind: RouteKind, context: RouteContext): Route {
  const rules: RouteRule[] = [];
  const { metadata, spec } = object;
  const attachments: Attachment[] = [];
  const route: Unfinished<Route> = {
    object,
    kind,
    namespace: namespaceOf(object),
    name: metadata.name,
    hostnames: spec.hostnames ?? NONE,
    attachments,
    rules,
    leadsOut: false,
  };
  const { parentRefs = NONE, rules: rawRules = NONE } = spec;
  for (let index = 0; index < parentRefs.length; index += 1) {
    const ref = parentRefs[index] as ParentRef;
    if ((ref.kind ?? 'Gateway') !== 'Gateway' || (ref.group ?? GATEWAY_API) !== GATEWAY_API) continue;
    attachments.push(readAttachment(ref, ['spec', 'parentRefs', index], route, context));
  }
  for (let index = 0; index < rawRules.length; index += 1) {
    const rule = readRule(rawRules[index] as AnyRule, ['spec', 'rules', index], route, context);
    rules.push(rule);
    if (rule.leadsOut) route.leadsOut = true;
  }
  return route;
}

interface ParentRef {
  readonly group?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name: string;
  readonly sectionName?: string;
  readonly port?: number;
}

function readAttachment(ref: ParentRef, path: Path, route: Route, { gateways, catalogue }: RouteContext): Attachment {
  const { name, sectionName, port } = ref;
  const namespace = ref.namespace ?? route.namespace;
  const gateway = gateways.get(`${namespace}/${name}`);
  const named = (gateway?.listeners ?? []).filter(
    ({ spec }) => (sectionName === undefined || spec.name === sectionName) && (port === undefined || spec.port === port),
  );
  const listeners = named.filter(
    (listener) =>
      takesKind(listener, route.kind) &&
      takesNamespace(listener, route.namespace, catalogue) !== false &&
      (route.hostnames.length === 0 || route.hostnames.some((host) => hostsMeet(host, listener.spec.hostname))),
  );
  return { path, namespace, name, sectionName, port, gateway, named, listeners };
}

/** The fields that are read from rules of all three kinds of routes. */
interface AnyRule {
  readonly name?: string;
  readonly matches?: readonly HTTPRouteMatch[];
  readonly filters?: readonly HTTPRouteFilter[];
  readonly timeouts?: HTTPRouteTimeouts;
  readonly retry?: unknown;
  readonly backendRefs?: readonly BackendRef[];
}

function readRule(raw: AnyRule, path: Path, route: Route, context: RouteContext): RouteRule {
  const { name, matches = NONE, filters = NONE, timeouts, retry, backendRefs = NONE } = raw;
  const { catalogue } = context;
  const backends: BackendUse[] = [];
  const extensions = extensionFiltersOf(filters, path, route, catalogue);
  const rule: Unfinished<RouteRule> = {
    route,
    path,
    name,
    matches,
    filters,
    extensions,
    timeouts,
    retry,
    backends,
    leadsOut: false,
  };
  for (let index = 0; index < backendRefs.length; index += 1) {
    const ref = backendRefs[index] as BackendRef;
    const backend = readBackend(ref, [...path, 'backendRefs', index], rule, context);
    backends.push(
      ref.filters ? { ...backend, extensions: extensionFiltersOf(ref.filters, backend.path, route, catalogue) } : backend,
    );
  }
  for (let index = 0; index < filters.length; index += 1) {
    const ref = filters[index]?.requestMirror?.backendRef;
    if (!ref) continue;
    const mirror = readBackend(ref, [...path, 'filters', index, 'requestMirror', 'backendRef'], rule, context);
    backends.push({ ...mirror, isMirror: true });
  }
  for (const backend of backends) if (leadsOut(backend)) rule.leadsOut = true;
  return rule;
}

function readBackend(ref: BackendRef, path: Path, rule: RouteRule, { destinations }: RouteContext): BackendUse {
  const { name, port } = ref;
  const kind = kindKey(ref.group ?? '', ref.kind ?? 'Service');
  const namespace = ref.namespace ?? rule.route.namespace;
  const destination = destinations.find(kind, namespace, name);
  const side = destination?.side ?? destinations.sideOf(kind, namespace, name);
  return { rule, path, kind, namespace, name, port, isMirror: false, extensions: NONE, destination, side };
}

/** Whether a backend is outside the cluster, or can be: it has a private address. */
export function leadsOut({ side }: BackendUse): boolean {
  return side !== 'inside';
}

/** `kindKey` of a route. */
export function routeKey({ kind }: Route): string {
  return ROUTE_KEYS[kind];
}

/** Constants: maps find an existing string faster than a new one. */
const ROUTE_KEYS = {
  HTTPRoute: KIND.HTTPRoute,
  GRPCRoute: KIND.GRPCRoute,
  TLSRoute: KIND.TLSRoute,
} as const;

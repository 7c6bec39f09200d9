import type { HTTPRouteFilter, HTTPRouteMatch, HTTPRouteTimeouts } from '../../imports/gateway.networking.k8s.io/http-route';
import { kindKey } from '../manifests/manifest';
import { type Catalogue, namespaceOf } from './catalogue';
import type { Destination } from './destinations';
import { type Gateway, hostsMeet, type Listener, takesKind, takesNamespace } from './gateways';
import type { ObjectOf } from './kinds';
import type { PlaceMap } from './place-map';
import { isRouteShaped } from './route-shape';

export type RouteKind = 'HTTPRoute' | 'GRPCRoute' | 'TLSRoute';

/** A route, what it hangs on and where it leads. */
export interface Route {
  readonly object: ObjectOf<'gateway.networking.k8s.io/HTTPRoute'> | ObjectOf<'gateway.networking.k8s.io/TLSRoute'>;
  readonly kind: RouteKind;
  readonly namespace: string;
  readonly name: string;
  /** Empty: every host that the listener takes. */
  readonly hostnames: readonly string[];
  readonly attachments: readonly Attachment[];
  readonly rules: readonly RouteRule[];
}

/** A reference of a route to a Gateway. */
export interface Attachment {
  /** `spec.parentRefs[0]`. */
  readonly path: string;
  readonly namespace: string;
  readonly name: string;
  readonly sectionName: string | undefined;
  readonly port: number | undefined;
  /** `undefined`: there is no such Gateway among the objects (it may be somebody else's, see `Catalogue.isElsewhere`). */
  readonly gateway: Gateway | undefined;
  /** The listeners that the reference names, whether or not they take the route. */
  readonly named: readonly Listener[];
  /** Those of them that take it: kind, namespace and a hostname fit. A namespace of unknown labels counts as fitting. */
  readonly listeners: readonly Listener[];
}

/** A rule of a route. */
export interface RouteRule {
  readonly route: Route;
  /** `spec.rules[0]`. */
  readonly path: string;
  readonly name: string | undefined;
  readonly matches: readonly HTTPRouteMatch[];
  readonly filters: readonly HTTPRouteFilter[];
  readonly timeouts: HTTPRouteTimeouts | undefined;
  readonly backends: readonly BackendUse[];
}

/** Where a rule sends requests. */
export interface BackendUse {
  readonly rule: RouteRule;
  /** `spec.rules[0].backendRefs[0]`, or `….filters[0].requestMirror.backendRef`. */
  readonly path: string;
  /** `kindKey` of what it names: `Service`, `networking.istio.io/ServiceEntry`, `networking.istio.io/Hostname`. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly port: number | undefined;
  /** The destination outside that it leads to, if it is one and among the objects; for a Hostname, of any namespace. */
  readonly destination: Destination | undefined;
}

interface BackendRef {
  readonly group?: string;
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
  readonly port?: number;
}

/** What routes are read against. */
export interface RouteContext {
  readonly catalogue: Catalogue;
  readonly gateways: ReadonlyMap<string, Gateway>;
  /** By `kindKey ns/name`; Hostnames by `networking.istio.io/Hostname /host`. */
  readonly destinations: PlaceMap<Destination>;
}

const ROUTE_KINDS: readonly RouteKind[] = ['HTTPRoute', 'GRPCRoute', 'TLSRoute'];
const GATEWAY_API = 'gateway.networking.k8s.io';

/** All routes. */
export function routesOf(context: RouteContext): Route[] {
  return ROUTE_KINDS.flatMap((kind) => {
    const objects = context.catalogue.ofKind(`${GATEWAY_API}/${kind}` as `${typeof GATEWAY_API}/HTTPRoute`);
    // No schema is pinned for GRPCRoutes: they may have any shape.
    const sound = kind === 'GRPCRoute' ? objects.filter(isRouteShaped) : objects;
    return sound.map((object) => readRoute(object, kind, context));
  });
}

function readRoute(object: Route['object'], kind: RouteKind, context: RouteContext): Route {
  const rules: RouteRule[] = [];
  const namespace = namespaceOf(object);
  const hostnames = object.spec.hostnames ?? [];
  const attachments: Attachment[] = [];
  object.spec.parentRefs?.forEach((ref, index) => {
    if ((ref.kind ?? 'Gateway') !== 'Gateway' || (ref.group ?? GATEWAY_API) !== GATEWAY_API) return;
    attachments.push(attach(ref, `spec.parentRefs[${index}]`, { kind, namespace, hostnames }, context));
  });
  const route = { object, kind, namespace, name: object.metadata.name, hostnames, attachments, rules };
  object.spec.rules?.forEach((rule, index) => {
    rules.push(readRule(rule, `spec.rules[${index}]`, route, context));
  });
  return route;
}

interface ParentRef {
  readonly namespace?: string;
  readonly name: string;
  readonly sectionName?: string;
  readonly port?: number;
}

function attach(
  ref: ParentRef,
  path: string,
  route: Pick<Route, 'kind' | 'namespace' | 'hostnames'>,
  { gateways, catalogue }: RouteContext,
): Attachment {
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

/** The fields that rules of all three kinds of routes have, as far as they have them. */
interface AnyRule {
  readonly name?: string;
  readonly matches?: readonly HTTPRouteMatch[];
  readonly filters?: readonly HTTPRouteFilter[];
  readonly timeouts?: HTTPRouteTimeouts;
  readonly backendRefs?: readonly BackendRef[];
}

function readRule(raw: object, path: string, route: Route, context: RouteContext): RouteRule {
  const { name, matches = [], filters = [], timeouts, backendRefs = [] } = raw as AnyRule;
  const backends: BackendUse[] = [];
  const rule = { route, path, name, matches, filters, timeouts, backends };
  backendRefs.forEach((ref, index) => {
    backends.push(readBackend(ref, `${path}.backendRefs[${index}]`, rule, context));
  });
  filters.forEach(({ requestMirror }, index) => {
    if (requestMirror)
      backends.push(readBackend(requestMirror.backendRef, `${path}.filters[${index}].requestMirror.backendRef`, rule, context));
  });
  return rule;
}

function readBackend(ref: BackendRef, path: string, rule: RouteRule, { destinations }: RouteContext): BackendUse {
  const kind = kindKey(ref.group ?? '', ref.kind ?? 'Service');
  const namespace = ref.namespace ?? rule.route.namespace;
  const destination =
    kind === HOSTNAME ? destinations.get(kind, '', ref.name.toLowerCase()) : destinations.get(kind, namespace, ref.name);
  return { rule, path, kind, namespace, name: ref.name, port: ref.port, destination };
}

/** A backend of this kind leads to the host of any ServiceEntry, whatever its namespace. */
export const HOSTNAME = 'networking.istio.io/Hostname';

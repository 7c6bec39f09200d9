import type { HTTPRouteFilter, HTTPRouteMatch, HTTPRouteTimeouts } from '../../../imports/gateway.networking.k8s.io/http-route';
import { append } from '../../core/append';
import { KIND } from '../../core/kinds';
import { itemPaths, type Path } from '../../core/path';
import { kindKey } from '../../manifests/manifest';
import { attachmentsOf, type Parents } from './attachments';
import { namespaceOf } from './catalogue';
import { type Delegatee, type Delegation, followDelegations, isDelegation } from './delegation';
import type { DestinationIndex } from './destinations';
import { type AnyFilter, extensionFiltersOf } from './extension-filters';
import { type BackendUse, type GroupBackend, leadsOut, type Route, type RouteKind, type RouteRule, routeKey } from './routes';

interface BackendRef {
  readonly group?: string;
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
  readonly port?: number;
  readonly filters?: readonly AnyFilter[];
}

/** The objects that routes refer to. */
export interface RouteContext extends Parents {
  readonly destinations: DestinationIndex;
}

/** All routes, and their delegations to each other. */
export interface Routes {
  readonly routes: readonly Route[];
  readonly delegations: readonly Delegation[];
}

/** The context, and the backends that are routes, which are followed once all routes are read. */
interface Reading extends RouteContext {
  readonly delegating: BackendUse[];
}

const ROUTE_KINDS: readonly RouteKind[] = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'];

/** Reads all routes. */
export function routesOf(context: RouteContext): Routes {
  const routes: Delegatee[] = [];
  const reading = { ...context, delegating: [] };
  for (const kind of ROUTE_KINDS) {
    const objects = context.catalogue.ofKind(routeKey({ kind }) as typeof KIND.HTTPRoute);
    for (const object of objects) routes.push(readRoute(object, kind, reading));
  }
  return { routes, delegations: followDelegations(reading.delegating, routes) };
}

/** A rule while its backends, which refer back to it, are read. */
type UnfinishedRule = Omit<RouteRule, 'backends' | 'leadsOut'> & Pick<Unfinished, 'backends' | 'leadsOut'>;

interface Unfinished {
  backends: readonly BackendUse[];
  leadsOut: boolean;
}

const NONE: readonly never[] = [];
const pathOfRule = itemPaths('spec', 'rules');

function readRoute(object: Route['object'], kind: RouteKind, context: Reading): Delegatee {
  const rules: RouteRule[] = [];
  const { metadata, spec } = object;
  const { parentRefs = NONE, rules: rawRules = NONE, hostnames = NONE } = spec;
  const namespace = namespaceOf(object);
  const { own, foreign, meshRef } = attachmentsOf(parentRefs, { kind, namespace, hostnames }, context);
  // One literal without spreads: an app has a route per host, and spreads cost more than all the rest here.
  const route: Delegatee = {
    object,
    kind,
    namespace,
    name: metadata.name,
    hostnames,
    attachments: own,
    served: own,
    foreign,
    meshRef,
    rules,
    leadsOut: false,
  };
  for (let index = 0; index < rawRules.length; index += 1) {
    const rule = readRule(rawRules[index] as AnyRule, pathOfRule(index), route, context);
    rules.push(rule);
    if (rule.leadsOut) route.leadsOut = true;
  }
  return route;
}

/** The fields that are read from rules of all kinds of routes. */
interface AnyRule {
  readonly name?: string;
  readonly matches?: readonly HTTPRouteMatch[];
  readonly filters?: readonly HTTPRouteFilter[];
  readonly timeouts?: HTTPRouteTimeouts;
  readonly retry?: unknown;
  readonly backendRefs?: readonly BackendRef[];
}

function readRule(raw: AnyRule, path: Path, route: Route, context: Reading): RouteRule {
  const { name, matches = NONE, filters = NONE, timeouts, retry, backendRefs = NONE } = raw;
  let backends: BackendUse[] | undefined;
  const extensions = extensionFiltersOf(filters, path, route, context.catalogue);
  const rule: UnfinishedRule = {
    route,
    path,
    name,
    matches,
    filters,
    extensions,
    timeouts,
    retry,
    backends: NONE,
    leadsOut: false,
  };
  for (let index = 0; index < backendRefs.length; index += 1) {
    const at = [...path, 'backendRefs', index];
    const ref = backendRefs[index] as BackendRef;
    const ofBackend = extensionFiltersOf(ref.filters, at, route, context.catalogue);
    backends = addBackend(
      readBackend(ref, { path: at, rule, isMirror: false, extensions: ofBackend }, context),
      backends,
      context,
    );
  }
  for (let index = 0; index < filters.length; index += 1) {
    const ref = filters[index]?.requestMirror?.backendRef;
    if (!ref) continue;
    const at = [...path, 'filters', index, 'requestMirror', 'backendRef'];
    backends = addBackend(readBackend(ref, { path: at, rule, isMirror: true, extensions: NONE }, context), backends, context);
  }
  if (backends) {
    rule.backends = backends;
    rule.leadsOut = backends.some(leadsOut);
  }
  return rule;
}

type BackendPlace = Pick<BackendUse, 'rule' | 'path' | 'isMirror' | 'extensions'>;

/** Adds a backend to a list, and after a Backend with priority groups its members. */
function addBackend(
  use: BackendUse,
  into: BackendUse[] | undefined,
  context: Reading,
  seen: readonly string[] = NONE,
): BackendUse[] {
  const backends = append(into, use);
  if (isDelegation(use.kind)) context.delegating.push(use);
  if (use.priorityGroups === undefined || seen.includes(use.name)) return backends;
  const object = context.catalogue.find(KIND.Backend, use.namespace, use.name) as GroupBackend;
  use.priorityGroups.forEach(({ backendRefs }, index) => {
    backendRefs.forEach(({ name = '' }, at) => {
      const member = { object, path: ['spec', 'priorityGroups', index, 'backendRefs', at] };
      const target = targetOf(use.kind, use.namespace, name, context);
      addBackend({ ...use, name, ...target, member }, backends, context, [...seen, use.name]);
    });
  });
  return backends;
}

function readBackend(ref: BackendRef, place: BackendPlace, context: RouteContext): BackendUse {
  const kind = kindKey(ref.group ?? '', ref.kind ?? 'Service');
  const namespace = ref.namespace ?? place.rule.route.namespace;
  const { name, port } = ref;
  const { destination, side, priorityGroups } = targetOf(kind, namespace, name, context);
  const { rule, path, isMirror, extensions } = place;
  return {
    rule,
    path,
    kind,
    namespace,
    name,
    port,
    isMirror,
    extensions,
    destination,
    side,
    priorityGroups,
    member: undefined,
  };
}

/** What the object of a backend says about it. */
type Target = Pick<BackendUse, 'destination' | 'side' | 'priorityGroups'>;

function targetOf(kind: string, namespace: string, name: string, { destinations, catalogue }: RouteContext): Target {
  const destination = destinations.find(kind, namespace, name);
  if (destination) return { destination, side: destination.side, priorityGroups: undefined };
  const groups = kind === KIND.Backend ? catalogue.find(KIND.Backend, namespace, name)?.spec.priorityGroups : undefined;
  return { destination, side: destinations.sideOf(kind, namespace, name), priorityGroups: groups };
}

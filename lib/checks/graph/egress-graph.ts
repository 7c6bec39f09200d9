import { KIND } from '../../core/kinds';
import { type ApprovalKeys, DEFAULT_APPROVAL_KEYS } from '../../core/labels';
import type { Manifest } from '../../manifests/manifest';
import { type Authorization, authorizationOf, hasOwnPolicies } from './authorization';
import { Catalogue, type CatalogueOptions } from './catalogue';
import { type Delegation, withParents } from './delegation';
import { type Destination, DestinationIndex, destinationsOf } from './destinations';
import type { EndpointSet } from './endpoints';
import { type Gateway, type Listener, type ListenerSet, listeningOf } from './gateways';
import { Grants } from './grants';
import { NetworkPolicies } from './network-policies';
import { Policies } from './policies';
import { routesOf } from './read-routes';
import { type RequestPolicy, requestPoliciesOf } from './request-policies';
import { type Attachment, type BackendUse, isForeign, type Route, type RouteRule, routeKey } from './routes';
import { Sides } from './sides';
import { type Workload, workloadsOf } from './workloads';

/** What the graph knows besides the objects. */
export interface GraphOptions extends CatalogueOptions {
  /** GatewayClasses that kgateway runs. @default - by `controllerName`, else those named `kgateway` */
  readonly gatewayClasses?: readonly string[];
  /** The names of the label and the annotations of approvals. @default - those under the default label domain */
  readonly approvalKeys?: ApprovalKeys;
}

/** All manifests of a cluster read together: gateways, routes, destinations, policies, and how they refer to each other. */
export class EgressGraph {
  /** The names of the label and the annotations of approvals. */
  public readonly approvalKeys: ApprovalKeys;
  public readonly catalogue: Catalogue;
  public readonly gateways: readonly Gateway[];
  public readonly listenerSets: readonly ListenerSet[];
  public readonly destinations: readonly Destination[];
  /** Where objects and names lead. */
  public readonly sides: Sides;
  /** The addresses that EndpointSlices and Endpoints add to Services, by `namespace/name` of the Service. */
  public readonly endpoints: ReadonlyMap<string, readonly EndpointSet[]>;
  public readonly routes: readonly Route[];
  /** The backends that are other routes. */
  public readonly delegations: readonly Delegation[];
  public readonly policies: Policies;
  public readonly grants: Grants;
  /** The Gateways of kgateway with a route to a destination outside the cluster. A private address does not count: it can be inside. */
  public readonly egressGateways: ReadonlySet<Gateway>;
  /**
   * The routes to destinations outside the cluster, and all other routes that attach to the Gateways of such routes. Without
   * routes that only other controllers than kgateway apply.
   */
  public readonly egressRoutes: readonly Route[];
  /** The routes to destinations outside the cluster that only other controllers apply. */
  public readonly foreignRoutes: readonly Route[];

  /** All routes that lead outside the cluster, whichever controller applies them. */
  public readonly leading: ReadonlySet<Route>;

  /** `ns/name` of the Gateways of egress routes, including Gateways that are not among the objects. */
  private readonly exits: ReadonlySet<string>;
  private readonly destinationsByKey: DestinationIndex;
  private readonly authorizations = new Map<Listener, Authorization>();
  private madeBackends: ReadonlySet<Destination | undefined> | undefined;
  private madeRouteKeys: ReadonlySet<string> | undefined;
  private madeSets: ReadonlySet<string> | undefined;
  private madeWorkloads: readonly Workload[] | undefined;
  private madeNetworkPolicies: NetworkPolicies | undefined;
  private madeRequestPolicies: readonly RequestPolicy[] | undefined;

  /** @param objects the objects with a valid structure; the others belong in `options.unreadable` */
  constructor(objects: readonly Manifest[], options: GraphOptions = {}) {
    this.approvalKeys = options.approvalKeys ?? DEFAULT_APPROVAL_KEYS;
    const catalogue = new Catalogue(objects, options);
    this.catalogue = catalogue;
    const { gateways, sets, gatewaysByKey } = listeningOf(catalogue, options.gatewayClasses ?? []);
    this.gateways = gateways;
    this.listenerSets = sets;
    const sides = new Sides(catalogue);
    this.sides = sides;
    this.destinations = destinationsOf(catalogue, sides);
    this.endpoints = sides.endpoints;
    this.policies = new Policies(catalogue);
    this.grants = new Grants(catalogue);
    this.destinationsByKey = new DestinationIndex(this.destinations, catalogue, sides);
    const setsByKey = new Map(sets.map((set) => [qualified(set), set]));
    const parents = { catalogue, gateways: gatewaysByKey, sets: setsByKey };
    const { routes, delegations } = routesOf({ ...parents, destinations: this.destinationsByKey });
    this.routes = routes;
    this.delegations = delegations;
    const leading = withParents(new Set(routes.filter(leadsOutside)), delegations);
    this.leading = leading;
    const exits = exitsOf(leading);
    this.exits = exits;
    this.egressGateways = new Set(gateways.filter((gateway) => gateway.isKgateway && exits.has(qualified(gateway))));
    const isExit = ({ gatewayKey }: Attachment) => gatewayKey !== undefined && exits.has(gatewayKey);
    this.egressRoutes = routes.filter((route) => (leading.has(route) && !isForeign(route)) || route.served.some(isExit));
    this.foreignRoutes = routes.filter((route) => leading.has(route) && isForeign(route));
  }

  /**
   * Whether an object is part of the egress path: the Gateway of an egress route, a ListenerSet of it, one of
   * {@link egressRoutes}, or a destination outside the cluster. A destination with a private address counts if it is a backend of
   * such a route. `kind` is a `kindKey`.
   */
  public isEgress(kind: string, namespace: string, name: string): boolean {
    if (DESTINATIONS.has(kind)) {
      const side = this.destinationsByKey.sideOf(kind, namespace, name);
      return side === 'outside' || (side === 'private' && this.isBackend(this.destinationsByKey.find(kind, namespace, name)));
    }
    if (kind === KIND.Gateway) return this.exits.has(`${namespace}/${name}`);
    if (kind === KIND.ListenerSet) return this.egressSets().has(`${namespace}/${name}`);
    this.madeRouteKeys ??= new Set(this.egressRoutes.map((route) => `${routeKey(route)} ${qualified(route)}`));
    return this.madeRouteKeys.has(`${kind} ${namespace}/${name}`);
  }

  /** Whether requests leave the cluster at a Gateway, which may not be among the objects. @param key `ns/name` */
  public isExit(key: string): boolean {
    return this.exits.has(key);
  }

  /** `ns/name` of the ListenerSets of egress gateways, and of those of egress routes that are not among the objects. */
  private egressSets(): ReadonlySet<string> {
    if (this.madeSets) return this.madeSets;
    const there = this.listenerSets.filter(({ gatewayKey }) => this.exits.has(gatewayKey));
    const used = this.egressRoutes.flatMap(({ served }) => served.filter(({ parent }) => parent === 'ListenerSet'));
    this.madeSets = new Set([...there, ...used].map(qualified));
    return this.madeSets;
  }

  /** Whether a destination is a backend of an egress route. */
  private isBackend(destination: Destination | undefined): boolean {
    this.madeBackends ??= new Set(usesOf(this.egressRoutes).map((use) => use.destination));
    return destination !== undefined && this.madeBackends.has(destination);
  }

  /** All workloads. */
  public get workloads(): readonly Workload[] {
    this.madeWorkloads ??= workloadsOf(this.catalogue);
    return this.madeWorkloads;
  }

  /** What network policies permit. */
  public get networkPolicies(): NetworkPolicies {
    this.madeNetworkPolicies ??= new NetworkPolicies(this.catalogue);
    return this.madeNetworkPolicies;
  }

  /** All request policies of the authorization servers. */
  public get requestPolicies(): readonly RequestPolicy[] {
    this.madeRequestPolicies ??= requestPoliciesOf(this.catalogue);
    return this.madeRequestPolicies;
  }

  /**
   * What decides on the requests of a listener that match a rule.
   *
   * @param via the rules that delegate to the route, see {@link Attachment}
   */
  public authorization(rule: RouteRule, listener: Listener, via: readonly RouteRule[] = NONE): Authorization {
    const { route } = rule;
    if (via.length > 0 || hasOwnPolicies(rule) || this.policies.authorizes(routeKey(route), route.namespace, route.name)) {
      return authorizationOf(rule, listener, this.policies, via);
    }
    // Most routes have no authorization of their own. Then the result is the same for all routes of a listener.
    const known = this.authorizations.get(listener);
    if (known) return known;
    const authorization = authorizationOf(rule, listener, this.policies);
    this.authorizations.set(listener, authorization);
    return authorization;
  }
}

const NONE: readonly never[] = [];

function qualified({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

const DESTINATIONS: ReadonlySet<string> = new Set([KIND.Hostname, KIND.ServiceEntry, KIND.Backend, KIND.Service]);

function leadsOutside({ leadsOut, rules }: Route): boolean {
  return leadsOut && rules.some(({ backends }) => backends.some(({ side }) => side === 'outside'));
}

/** `ns/name` of the Gateways to which routes attach. */
function exitsOf(routes: Iterable<Route>): Set<string> {
  const exits = new Set<string>();
  for (const { served } of routes) {
    for (const { gatewayKey } of served) if (gatewayKey !== undefined) exits.add(gatewayKey);
  }
  return exits;
}

function usesOf(routes: readonly Route[]): BackendUse[] {
  return routes.flatMap(({ rules }) => rules.flatMap(({ backends }) => backends));
}

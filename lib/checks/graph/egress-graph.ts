import { KIND } from '../../core/kinds';
import { type ApprovalKeys, DEFAULT_APPROVAL_KEYS } from '../../core/labels';
import type { Manifest } from '../../manifests/manifest';
import { type Authorization, authorizationOf, hasOwnPolicies } from './authorization';
import { Catalogue, type CatalogueOptions } from './catalogue';
import { type Destination, DestinationIndex, destinationsOf } from './destinations';
import type { EndpointSet } from './endpoints';
import { type Gateway, gatewaysOf, type Listener } from './gateways';
import { Grants } from './grants';
import { NetworkPolicies } from './network-policies';
import { Policies } from './policies';
import { type RequestPolicy, requestPoliciesOf } from './request-policies';
import { type Attachment, type BackendUse, type Route, type RouteRule, routeKey, routesOf } from './routes';
import { Sides } from './sides';
import { type Workload, workloadsOf } from './workloads';

/** All manifests of a cluster read together: gateways, routes, destinations, policies, and how they refer to each other. */
export class EgressGraph {
  /** The names of the label and the annotations of approvals. */
  public readonly approvalKeys: ApprovalKeys;
  public readonly catalogue: Catalogue;
  public readonly gateways: readonly Gateway[];
  public readonly destinations: readonly Destination[];
  /** The addresses that EndpointSlices and Endpoints add to Services, by `namespace/name` of the Service. */
  public readonly endpoints: ReadonlyMap<string, readonly EndpointSet[]>;
  public readonly routes: readonly Route[];
  public readonly policies: Policies;
  public readonly grants: Grants;
  /** The gateways with a route to a destination outside the cluster. A private address does not count: it can be inside. */
  public readonly egressGateways: ReadonlySet<Gateway>;
  /** The routes to destinations outside the cluster, and all other routes that attach to the Gateways of such routes. */
  public readonly egressRoutes: readonly Route[];

  /** `ns/name` of the Gateways of egress routes, including Gateways that are not among the objects. */
  private readonly exits: ReadonlySet<string>;
  private readonly destinationsByKey: DestinationIndex;
  private readonly authorizations = new Map<Listener, Authorization>();
  private madeBackends: ReadonlySet<Destination | undefined> | undefined;
  private madeRouteKeys: ReadonlySet<string> | undefined;
  private madeWorkloads: readonly Workload[] | undefined;
  private madeNetworkPolicies: NetworkPolicies | undefined;
  private madeRequestPolicies: readonly RequestPolicy[] | undefined;

  /** @param objects the objects with a valid structure; the others belong in `options.unreadable` */
  constructor(objects: readonly Manifest[], options: CatalogueOptions & { readonly approvalKeys?: ApprovalKeys } = {}) {
    this.approvalKeys = options.approvalKeys ?? DEFAULT_APPROVAL_KEYS;
    const catalogue = new Catalogue(objects, options);
    this.catalogue = catalogue;
    this.gateways = gatewaysOf(catalogue);
    const sides = new Sides(catalogue);
    this.destinations = destinationsOf(catalogue, sides);
    this.endpoints = sides.endpoints;
    this.policies = new Policies(catalogue);
    this.grants = new Grants(catalogue);
    const gateways = new Map(this.gateways.map((gateway) => [`${gateway.namespace}/${gateway.name}`, gateway]));
    this.destinationsByKey = new DestinationIndex(this.destinations, catalogue, sides);
    this.routes = routesOf({ catalogue, gateways, destinations: this.destinationsByKey });
    const leading = new Set(this.routes.filter(leadsOutside));
    const exits = exitsOf(leading);
    this.exits = exits;
    this.egressGateways = new Set(this.gateways.filter((gateway) => exits.has(qualified(gateway))));
    const isExit = (attachment: Attachment) => exits.has(qualified(attachment));
    this.egressRoutes = this.routes.filter((route) => leading.has(route) || route.attachments.some(isExit));
  }

  /**
   * Whether an object is part of the egress path: the Gateway of an egress route, one of {@link egressRoutes}, or a destination
   * outside the cluster. A destination with a private address counts if it is a backend of such a route. `kind` is a `kindKey`.
   */
  public isEgress(kind: string, namespace: string, name: string): boolean {
    if (DESTINATIONS.has(kind)) {
      const side = this.destinationsByKey.sideOf(kind, namespace, name);
      return side === 'outside' || (side === 'private' && this.isBackend(this.destinationsByKey.find(kind, namespace, name)));
    }
    if (kind === KIND.Gateway) return this.exits.has(`${namespace}/${name}`);
    this.madeRouteKeys ??= new Set(this.egressRoutes.map((route) => `${routeKey(route)} ${qualified(route)}`));
    return this.madeRouteKeys.has(`${kind} ${namespace}/${name}`);
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

  /** What decides on the requests of a listener that match a rule. */
  public authorization(rule: RouteRule, listener: Listener): Authorization {
    const { route } = rule;
    if (hasOwnPolicies(rule) || this.policies.authorizes(routeKey(route), route.namespace, route.name)) {
      return authorizationOf(rule, listener, this.policies);
    }
    // Most routes have no authorization of their own. Then the result is the same for all routes of a listener.
    const known = this.authorizations.get(listener);
    if (known) return known;
    const authorization = authorizationOf(rule, listener, this.policies);
    this.authorizations.set(listener, authorization);
    return authorization;
  }
}

function qualified({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

const DESTINATIONS: ReadonlySet<string> = new Set([KIND.Hostname, KIND.ServiceEntry, KIND.Backend, KIND.Service]);

function leadsOutside({ leadsOut, rules }: Route): boolean {
  return leadsOut && rules.some(({ backends }) => backends.some(({ side }) => side === 'outside'));
}

/** `ns/name` of the Gateways to which routes attach. */
function exitsOf(routes: Iterable<Route>): Set<string> {
  return new Set([...routes].flatMap(({ attachments }) => attachments.map(qualified)));
}

function usesOf(routes: readonly Route[]): BackendUse[] {
  return routes.flatMap(({ rules }) => rules.flatMap(({ backends }) => backends));
}

import { KIND } from '../../core/kinds';
import type { Manifest } from '../../manifests/manifest';
import { type Authorization, authorizationOf, routeKey } from './authorization';
import { Catalogue, type CatalogueOptions } from './catalogue';
import { type Destination, DestinationIndex, destinationsOf } from './destinations';
import { type Gateway, gatewaysOf, type Listener } from './gateways';
import { Grants } from './grants';
import { Policies } from './policies';
import { type RequestPolicy, requestPoliciesOf } from './request-policies';
import { type Attachment, type Route, type RouteRule, routesOf } from './routes';
import { type Workload, workloadsOf } from './workloads';

/** All manifests of a cluster read together: gateways, routes, destinations, policies, and what leads where. */
export class EgressGraph {
  public readonly catalogue: Catalogue;
  public readonly gateways: readonly Gateway[];
  public readonly destinations: readonly Destination[];
  public readonly routes: readonly Route[];
  public readonly policies: Policies;
  public readonly grants: Grants;
  /** The gateways by which a route leads out of the cluster. */
  public readonly egressGateways: ReadonlySet<Gateway>;
  /** The routes that lead out of the cluster, and those that hang on a Gateway by which one does. */
  public readonly egressRoutes: readonly Route[];

  /** `ns/name` of the Gateways by which a route leads out, those that are not among the objects too. */
  private readonly exits: ReadonlySet<string>;
  private readonly destinationsByKey: DestinationIndex;
  private readonly authorizations = new Map<Listener, Authorization>();
  private madeRouteKeys: ReadonlySet<string> | undefined;
  private madeWorkloads: readonly Workload[] | undefined;
  private madeRequestPolicies: readonly RequestPolicy[] | undefined;

  /** @param objects those whose structure is sound; the others go into `options.unreadable` */
  constructor(objects: readonly Manifest[], options: CatalogueOptions = {}) {
    const catalogue = new Catalogue(objects, options);
    this.catalogue = catalogue;
    this.gateways = gatewaysOf(catalogue);
    this.destinations = destinationsOf(catalogue);
    this.policies = new Policies(catalogue);
    this.grants = new Grants(catalogue);
    const gateways = new Map(this.gateways.map((gateway) => [`${gateway.namespace}/${gateway.name}`, gateway]));
    this.destinationsByKey = new DestinationIndex(this.destinations);
    this.routes = routesOf({ catalogue, gateways, destinations: this.destinationsByKey });
    const exits = exitsOf(this.routes);
    this.exits = exits;
    this.egressGateways = new Set(this.gateways.filter((gateway) => exits.has(qualified(gateway))));
    const isExit = (attachment: Attachment) => exits.has(qualified(attachment));
    this.egressRoutes = this.routes.filter((route) => route.leadsOut || route.attachments.some(isExit));
  }

  /**
   * Whether an object is part of the way out: a Gateway by which a route leads out, one of {@link egressRoutes}, or what can be
   * a destination only. `kind` is a `kindKey`.
   */
  public isEgress(kind: string, namespace: string, name: string): boolean {
    if (kind === KIND.Hostname || kind === KIND.ServiceEntry || kind === KIND.Backend) return true;
    if (kind === KIND.Service) return this.destinationsByKey.find(kind, namespace, name) !== undefined;
    if (kind === KIND.Gateway) return this.exits.has(`${namespace}/${name}`);
    this.madeRouteKeys ??= new Set(this.egressRoutes.map((route) => `${routeKey(route)} ${qualified(route)}`));
    return this.madeRouteKeys.has(`${kind} ${namespace}/${name}`);
  }

  /** Everything that runs as pods. */
  public get workloads(): readonly Workload[] {
    this.madeWorkloads ??= workloadsOf(this.catalogue);
    return this.madeWorkloads;
  }

  /** Every request policy of the authorization servers. */
  public get requestPolicies(): readonly RequestPolicy[] {
    this.madeRequestPolicies ??= requestPoliciesOf(this.catalogue);
    return this.madeRequestPolicies;
  }

  /** What decides on requests that come by a listener and take a rule. */
  public authorization(rule: RouteRule, listener: Listener): Authorization {
    const { route } = rule;
    if (this.policies.authorizing(routeKey(route), route.namespace, route.name).length > 0) {
      return authorizationOf(rule, listener, this.policies);
    }
    // Most routes say nothing of it: then it is the same for all of a listener.
    const known = this.authorizations.get(listener);
    if (known) return known;
    const made = authorizationOf(rule, listener, this.policies);
    this.authorizations.set(listener, made);
    return made;
  }
}

function qualified({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

/** `ns/name` of the Gateways to which a route that leads out of the cluster is attached. */
function exitsOf(routes: readonly Route[]): Set<string> {
  return new Set(routes.flatMap(({ leadsOut, attachments }) => (leadsOut ? attachments.map(qualified) : [])));
}

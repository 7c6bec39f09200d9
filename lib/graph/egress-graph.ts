import type { Manifest } from '../manifests/manifest';
import { type Authorization, authorizationOf, routeKey } from './authorization';
import { Catalogue, type CatalogueOptions } from './catalogue';
import { type Destination, destinationsOf } from './destinations';
import { type Gateway, gatewaysOf, type Listener } from './gateways';
import { Grants } from './grants';
import { PlaceMap } from './place-map';
import { Policies } from './policies';
import { type RequestPolicy, requestPoliciesOf } from './request-policies';
import { type BackendUse, HOSTNAME, type Route, type RouteRule, routesOf } from './routes';
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
  private readonly destinationsByKey: PlaceMap<Destination>;
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
    this.destinationsByKey = destinationIndex(this.destinations);
    this.routes = routesOf({ catalogue, gateways, destinations: this.destinationsByKey });
    const exits = new Set(this.routes.flatMap((route) => (routeLeadsOut(route) ? route.attachments.map(qualified) : [])));
    this.exits = exits;
    this.egressGateways = new Set(this.gateways.filter((gateway) => exits.has(qualified(gateway))));
    this.egressRoutes = this.routes.filter((route) => {
      return routeLeadsOut(route) || route.attachments.some((attachment) => exits.has(qualified(attachment)));
    });
  }

  /**
   * Whether an object is part of the way out: a Gateway by which a route leads out, one of {@link egressRoutes}, or what can be
   * a destination only. `kind` is a `kindKey`.
   */
  public isEgress(kind: string, namespace: string, name: string): boolean {
    if (kind === HOSTNAME || kind === KEYS.ServiceEntry || kind === KEYS.Backend) return true;
    if (kind === KEYS.Service) return this.destinationsByKey.get(kind, namespace, name) !== undefined;
    if (kind === 'gateway.networking.k8s.io/Gateway') return this.exits.has(`${namespace}/${name}`);
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
    return authorizationOf(rule, listener, this.policies);
  }
}

/** By kind, namespace and name; those of ServiceEntries also by host, which is looked for in no namespace. */
function destinationIndex(destinations: readonly Destination[]): PlaceMap<Destination> {
  const index = new PlaceMap<Destination>();
  for (const destination of destinations) {
    const { kind, namespace, name, hosts } = destination;
    index.add(KEYS[kind], namespace, name, destination);
    if (kind === 'ServiceEntry') for (const host of hosts) index.add(HOSTNAME, '', host.toLowerCase(), destination);
  }
  return index;
}

/** `kindKey` of the kinds of destinations. */
export const KEYS = {
  ServiceEntry: 'networking.istio.io/ServiceEntry',
  Backend: 'gateway.kgateway.dev/Backend',
  Service: 'Service',
} as const;

function qualified({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

function routeLeadsOut({ rules }: Route): boolean {
  return rules.some(({ backends }) => backends.some(leadsOut));
}

/** Whether a backend leads out of the cluster: it is a destination, or of a kind that can be nothing else. */
export function leadsOut({ destination, kind }: BackendUse): boolean {
  return destination !== undefined || kind === HOSTNAME || kind === KEYS.ServiceEntry || kind === KEYS.Backend;
}

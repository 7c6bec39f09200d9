import type { Manifest } from '../manifests/manifest';
import { type Authorization, authorizationOf } from './authorization';
import { Catalogue, type CatalogueOptions } from './catalogue';
import { type Destination, destinationsOf } from './destinations';
import { type Gateway, gatewaysOf, type Listener } from './gateways';
import { Grants } from './grants';
import { Policies } from './policies';
import { destinationKey, HOSTNAME, type Route, type RouteRule, routesOf } from './routes';
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

  private madeWorkloads: readonly Workload[] | undefined;

  /** @param objects those whose structure is sound; the others go into `options.unreadable` */
  constructor(objects: readonly Manifest[], options: CatalogueOptions = {}) {
    const catalogue = new Catalogue(objects, options);
    this.catalogue = catalogue;
    this.gateways = gatewaysOf(catalogue);
    this.destinations = destinationsOf(catalogue);
    this.policies = new Policies(catalogue);
    this.grants = new Grants(catalogue);
    const gateways = new Map(this.gateways.map((gateway) => [`${gateway.namespace}/${gateway.name}`, gateway]));
    this.routes = routesOf({ catalogue, gateways, destinations: destinationIndex(this.destinations) });
    this.egressGateways = new Set(this.routes.flatMap(egressGatewaysOf));
  }

  /** Everything that runs as pods. */
  public get workloads(): readonly Workload[] {
    this.madeWorkloads ??= workloadsOf(this.catalogue);
    return this.madeWorkloads;
  }

  /** What decides on requests that come by a listener and take a rule. */
  public authorization(rule: RouteRule, listener: Listener): Authorization {
    return authorizationOf(rule, listener, this.policies);
  }
}

function destinationIndex(destinations: readonly Destination[]): Map<string, Destination> {
  const index = new Map<string, Destination>();
  const add = (key: string, destination: Destination) => {
    if (!index.has(key)) index.set(key, destination);
  };
  for (const destination of destinations) {
    const { kind, namespace, name, hosts } = destination;
    add(destinationKey(KEYS[kind], namespace, name), destination);
    if (kind === 'ServiceEntry') for (const host of hosts) add(destinationKey(HOSTNAME, '', host), destination);
  }
  return index;
}

/** `kindKey` of the kinds of destinations. */
export const KEYS = {
  ServiceEntry: 'networking.istio.io/ServiceEntry',
  Backend: 'gateway.kgateway.dev/Backend',
  Service: 'Service',
} as const;

function egressGatewaysOf({ rules, attachments }: Route): Gateway[] {
  if (!rules.some(({ backends }) => backends.some(leadsOut))) return [];
  return attachments.flatMap(({ gateway }) => gateway ?? []);
}

/** Whether a backend leads out of the cluster: it is a destination, or of a kind that can be nothing else. */
function leadsOut({ destination, kind }: { readonly destination?: Destination; readonly kind: string }): boolean {
  return destination !== undefined || kind === HOSTNAME || kind === KEYS.ServiceEntry || kind === KEYS.Backend;
}

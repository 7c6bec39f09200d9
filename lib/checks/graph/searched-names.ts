import { memoizePerObject } from '../../core/memo';
import { type ServiceName, serviceOfHost } from '../../core/net/cluster-internal';
import { sideOfAddress } from '../../core/net/side';
import type { Path } from '../../core/path';
import type { Catalogue } from './catalogue';
import type { Destination } from './destinations';
import type { EgressGraph } from './egress-graph';
import type { ObjectOf } from './kinds';
import type { Route } from './routes';

/** A name of a destination that the gateway completes with the search domains of its pod before it looks it up as written. */
export interface SearchedName {
  readonly destination: Destination;
  readonly name: string;
  readonly path: Path;
  /** The Service among the objects that such a completion names. */
  readonly service: ServiceName | undefined;
}

/** All such names of destinations of egress gateways, and of destinations with an approval at other gateways of kgateway. */
export const searchedNames = memoizePerObject((graph: EgressGraph): readonly SearchedName[] => {
  const homes = new Map<Destination, string>();
  for (const route of graph.routes) {
    const home = homeOf(route);
    if (home === undefined) continue;
    const isEgress = route.served.some(({ gatewayKey }) => gatewayKey !== undefined && graph.isExit(gatewayKey));
    for (const { backends } of route.rules) {
      for (const { destination } of backends) {
        if (destination && !homes.has(destination) && (isEgress || isApproved(destination, graph))) homes.set(destination, home);
      }
    }
  }
  return [...homes].flatMap(([destination, home]) => namesOf(destination, home, graph.catalogue));
});

/** The namespace of the first gateway of a route. */
function homeOf({ served }: Route): string | undefined {
  const attachment = served.find(({ gatewayKey }) => gatewayKey !== undefined);
  return attachment?.gatewayKey?.split('/')[0];
}

function isApproved({ object }: Destination, { approvalKeys }: EgressGraph): boolean {
  return object.metadata.labels?.[approvalKeys.approved] !== undefined;
}

function namesOf(destination: Destination, home: string, catalogue: Catalogue): SearchedName[] {
  return writtenNames(destination).flatMap(({ name, path }) => {
    return isSearched(name) ? [{ destination, name, path, service: spelled(name.toLowerCase(), home, catalogue) }] : [];
  });
}

interface WrittenName {
  readonly name: string;
  readonly path: Path;
}

/** The names that Envoy resolves: the hosts of a Backend, and the endpoints of a ServiceEntry, or else its hosts. */
function writtenNames({ kind, object, hosts }: Destination): WrittenName[] {
  if (kind === 'Backend') return hosts.map((name, index) => ({ name, path: ['spec', 'static', 'hosts', index, 'host'] }));
  if (kind !== 'ServiceEntry') return [];
  const { resolution = 'NONE', endpoints = [], workloadSelector } = (object as ObjectOf<'networking.istio.io/ServiceEntry'>).spec;
  if (!RESOLVED.includes(resolution) || workloadSelector) return [];
  if (endpoints.length === 0) return hosts.map((name, index) => ({ name, path: ['spec', 'hosts', index] }));
  return endpoints.map(({ address = '' }, index) => ({ name: address, path: ['spec', 'endpoints', index, 'address'] }));
}

const RESOLVED: readonly string[] = ['DNS', 'DNS_ROUND_ROBIN'];

/** The option `ndots` of pods: a name with as many dots is first looked up as written. */
const NDOTS = 5;

function isSearched(name: string): boolean {
  if (name === '' || name.endsWith('.') || name.includes('*') || name.split('.').length > NDOTS) return false;
  return sideOfAddress(name) === undefined && serviceOfHost(name.toLowerCase()) === undefined;
}

/** The Service that a name spells: `service`, `service.namespace`, or `pod.service.namespace` of a headless Service. */
function spelled(name: string, home: string, catalogue: Catalogue): ServiceName | undefined {
  const [first = '', second, third, ...more] = name.split('.');
  if (more.length > 0) return undefined;
  const named = third === undefined && catalogue.find('Service', second ?? home, first);
  if (named) return { namespace: second ?? home, name: first };
  if (second === undefined) return undefined;
  const headless = catalogue.find('Service', third ?? home, second);
  return headless?.spec?.clusterIP === 'None' ? { namespace: third ?? home, name: second } : undefined;
}

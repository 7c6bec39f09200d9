import { memoizePerObject } from '../../core/memo';
import { type ServiceName, serviceOfHost } from '../../core/net/cluster-internal';
import { sideOfAddress } from '../../core/net/side';
import { itemPaths, type Path } from '../../core/path';
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
  const { names, pathOf } = writtenNames(destination);
  if (!names.some(isSearched)) return NONE;
  return names.flatMap((name, index) => {
    if (!isSearched(name)) return [];
    return [{ destination, name, path: pathOf(index), service: spelled(name.toLowerCase(), home, catalogue) }];
  });
}

interface WrittenNames {
  readonly names: readonly string[];
  readonly pathOf: (index: number) => Path;
}

const NONE: never[] = [];
const OF_HOST = itemPaths('spec', 'hosts');
const OF_BACKEND = (index: number) => ['spec', 'static', 'hosts', index, 'host'];
const OF_ENDPOINT = (index: number) => ['spec', 'endpoints', index, 'address'];

/** The names that Envoy resolves: the hosts of a Backend, and the endpoints of a ServiceEntry, or else its hosts. */
function writtenNames({ kind, object, hosts }: Destination): WrittenNames {
  if (kind === 'Backend') return { names: hosts, pathOf: OF_BACKEND };
  if (kind !== 'ServiceEntry') return NO_NAMES;
  const { resolution = 'NONE', endpoints = [], workloadSelector } = (object as ObjectOf<'networking.istio.io/ServiceEntry'>).spec;
  if (!RESOLVED.includes(resolution) || workloadSelector) return NO_NAMES;
  if (endpoints.length === 0) return { names: hosts, pathOf: OF_HOST };
  return { names: endpoints.map(({ address = '' }) => address), pathOf: OF_ENDPOINT };
}

const NO_NAMES: WrittenNames = { names: [], pathOf: OF_HOST };

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

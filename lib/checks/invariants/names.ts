import { oncePer } from '../../core/group-by';
import { KIND } from '../../core/kinds';
import { selects } from '../../core/label-selector';
import { type Cidr, holds, parseCidr } from '../../core/net/cidr';
import { serviceOfHost } from '../../core/net/cluster-internal';
import { plainHost } from '../../core/net/host-patterns';
import { addressesOf } from '../../core/net/region';
import type { Spans } from '../../core/net/spans';
import { type Path, valueAt } from '../../core/path';
import type { Manifest } from '../../manifests/manifest';
import { type Catalogue, type EgressGraph, namespaceOf } from '../graph';
import type { Destination, DestinationPort } from '../graph/destinations';
import { dialled } from '../graph/uses';
import type { Named } from './egress-path';

/** The names and addresses of a destination: those to which connections go, and those by which they find it. */
export function namesOf(destination: Destination, graph: EgressGraph): Named[] {
  return [
    ...oncePer(
      ownNames(destination, graph.catalogue).flatMap((one) => followed(one, destination, graph)),
      textOf,
    ),
  ];
}

const textOf = ({ text }: Named) => text;

function ownNames({ kind, object, hosts }: Destination, catalogue: Catalogue): Named[] {
  if (kind === 'Backend') return listed(object, ['spec', 'static', 'hosts'], ['host']);
  if (kind === 'Service') {
    const at = valueAt(object, ['spec', 'externalName']) === undefined ? [] : ['spec', 'externalName'];
    return hosts.map((host) => named(host, at));
  }
  const aliases = listed(object, ['spec', 'addresses'], []).map((one) => ({ ...one, isAlias: true }));
  const ends = endpointsOf(object, catalogue).flatMap(({ address, at }) => (address === undefined ? [] : named(address, at)));
  return [...listed(object, ['spec', 'hosts'], []), ...ends, ...aliases];
}

/** A name, and where it leads if it is that of a Service with another name, or with addresses that somebody added. */
function followed(one: Named, destination: Destination, graph: EgressGraph, seen: readonly string[] = []): readonly Named[] {
  const service = one.addresses ? undefined : graph.sides.serviceOf(one.text, destination.namespace);
  if (!service || seen.includes(one.text)) return [one];
  const { type, externalName } = graph.catalogue.find(KIND.Service, service.namespace, service.name)?.spec ?? {};
  const added = (graph.endpoints.get(`${service.namespace}/${service.name}`) ?? []).flatMap(({ addresses }) => addresses);
  const targets = type === 'ExternalName' && externalName ? [externalName] : added;
  const next = { ...destination, namespace: service.namespace };
  const found = targets.flatMap((text) => followed(named(text, one.at), next, graph, [...seen, one.text]));
  // A short name can be that of a host outside too, if it ends with a dot.
  const isAlias = serviceOfHost(one.text) !== undefined;
  return found.length > 0 ? [{ ...one, isAlias }, ...found] : [one];
}

/** The ports to which the gateway connects, for a port of a destination. Each endpoint can have another one. */
export function dialledPorts(
  { kind, object, namespace, name }: Destination,
  port: DestinationPort,
  graph: EgressGraph,
): number[] {
  if (kind === 'Service') {
    const sets = graph.endpoints.get(`${namespace}/${name}`) ?? [];
    const added = sets.flatMap(({ ports }) => ports.flatMap((one) => (one.name === (port.name ?? '') ? (one.port ?? []) : [])));
    return added.length > 0 ? added : [dialled(port)];
  }
  const ends = kind === 'ServiceEntry' ? endpointsOf(object, graph.catalogue) : [];
  if (ends.length === 0) return [dialled(port)];
  return ends.map(({ ports }) => {
    const own = port.name === undefined ? undefined : valueAt(ports, [port.name]);
    return typeof own === 'number' ? own : dialled(port);
  });
}

interface Endpoint {
  readonly address: string | undefined;
  readonly at: Path;
  /** Its ports by name. */
  readonly ports: unknown;
}

/** The endpoints of a ServiceEntry: its own, and the WorkloadEntries that it selects. */
function endpointsOf(object: Manifest, catalogue: Catalogue): Endpoint[] {
  const list = valueAt(object, ['spec', 'endpoints']);
  const own = (Array.isArray(list) ? list : []).map((entry: unknown, index) => {
    const address = valueAt(entry, ['address']);
    const at = ['spec', 'endpoints', index, 'address'];
    return { address: typeof address === 'string' ? address : undefined, at, ports: valueAt(entry, ['ports']) };
  });
  return [...own, ...workloads(object, catalogue)];
}

/** A name or an address, and where its object has it. */
export function named(text: string, at: Path): Named {
  const plain = plainHost(text);
  return { text: plain, addresses: addressesIn(plain), at, isAlias: false };
}

const IPV4_IN_IPV6 = parseCidr('::ffff:0.0.0.0/96') as Cidr;
/** The prefix by which networks without IPv4 reach IPv4 addresses (RFC 6052). */
const NAT64 = parseCidr('64:ff9b::/96') as Cidr;

/**
 * The addresses of an address or a network; `undefined` for a name. IPv4 in the notation of IPv6 is IPv4. An address behind NAT64 is
 * both.
 */
export function addressesIn(text: string): Spans | undefined {
  // Most texts are host names.
  const first = text.charCodeAt(0);
  if (!(first >= 0x30 && first <= 0x39) && !text.includes(':')) return undefined;
  const range = parseCidr(text.replace(/^\[(.*)\]$/, '$1'));
  if (!range) return undefined;
  const within = [IPV4_IN_IPV6, NAT64].find((prefix) => holds(prefix, range));
  if (!within) return addressesOf([range]);
  const ipv4 = { address: range.address & 0xffff_ffffn, length: range.length - 96, width: 32 };
  return addressesOf(within === IPV4_IN_IPV6 ? [ipv4] : range.length > 96 ? [range, ipv4] : [range]);
}

function listed(object: Manifest, list: Path, inside: Path): Named[] {
  const found = valueAt(object, list);
  return (Array.isArray(found) ? found : []).flatMap((entry: unknown, index) => {
    const text = valueAt(entry, inside);
    return typeof text === 'string' ? [named(text, [...list, index, ...inside])] : [];
  });
}

/** The WorkloadEntries that a ServiceEntry selects. */
function workloads(object: Manifest, catalogue: Catalogue): Endpoint[] {
  const labels = valueAt(object, ['spec', 'workloadSelector', 'labels']);
  if (typeof labels !== 'object' || labels === null) return [];
  const selector = { matchLabels: labels as Readonly<Record<string, string>> };
  return catalogue.ofKind(KIND.WorkloadEntry).flatMap((entry) => {
    const own = { ...entry.metadata.labels, ...(valueAt(entry, ['spec', 'labels']) as object | undefined) };
    if (namespaceOf(entry) !== namespaceOf(object) || !selects(selector, own)) return [];
    const address = valueAt(entry, ['spec', 'address']);
    const at = ['spec', 'workloadSelector'];
    return [{ address: typeof address === 'string' ? address : undefined, at, ports: valueAt(entry, ['spec', 'ports']) }];
  });
}

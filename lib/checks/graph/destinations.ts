import { KIND } from '../../core/kinds';
import type { Side } from '../../core/net/side';
import { ObjectMap } from '../../core/object-map';
import { itemPaths, type Path } from '../../core/path';
import type { Manifest } from '../../manifests/manifest';
import { type Catalogue, namespaceOf } from './catalogue';
import type { EndpointSet } from './endpoints';
import type { ObjectOf } from './kinds';
import type { Sides } from './sides';

/** A destination, as an object declares it. Most are outside the cluster: see `side`. */
export interface Destination {
  /** For a Service that is not among the objects, its EndpointSlice. */
  readonly object: Manifest;
  /** `Service` only if its type is ExternalName, or if an EndpointSlice or Endpoints adds addresses to it. */
  readonly kind: 'ServiceEntry' | 'Backend' | 'Service';
  readonly namespace: string;
  readonly name: string;
  /** Its names; for a Service with added addresses, these. */
  readonly hosts: readonly string[];
  readonly ports: readonly DestinationPort[];
  /** Where it leads. */
  readonly side: Side;
}

/** A port of a destination. */
export interface DestinationPort {
  readonly number: number;
  /** The port that the gateway connects to. @default - number */
  readonly targetPort?: number | undefined;
  readonly name?: string | undefined;
  /** As in the object, such as `HTTPS`; the `appProtocol` of a Backend. */
  readonly protocol?: string | undefined;
  /** The path in the object, such as `spec.ports[0]`. */
  readonly path: Path;
}

/** Every object that names a destination: ServiceEntries, kgateway Backends with hosts, Services with names or addresses. */
export function destinationsOf(catalogue: Catalogue, sides: Sides): Destination[] {
  const found: Destination[] = [];
  for (const object of catalogue.ofKind(KIND.ServiceEntry)) {
    const { hosts, ports = [] } = object.spec;
    found.push(destination(object, 'ServiceEntry', hosts, ports.map(servicePort), sides.ofServiceEntry(object)));
  }
  for (const object of catalogue.ofKind(KIND.Backend)) {
    const { hosts = [], appProtocol: protocol } = object.spec.static ?? {};
    if (hosts.length === 0) continue;
    const ports = hosts.map(({ port }, index) => ({ number: port, protocol, path: ['spec', 'static', 'hosts', index] }));
    const names = hosts.map(({ host }) => host);
    found.push(destination(object, 'Backend', names, ports, sides.ofBackend(object)));
  }
  for (const object of catalogue.ofKind(KIND.Service)) {
    const { type, externalName, ports = [] } = object.spec ?? {};
    if (type !== 'ExternalName' || !externalName) continue;
    const servicePorts = ports.map(({ port, name }, index) => ({ number: port, name, path: pathOfPort(index) }));
    const side = sides.ofService({ namespace: namespaceOf(object), name: object.metadata.name });
    found.push(destination(object, 'Service', [externalName], servicePorts, side));
  }
  for (const sets of sides.endpoints.values()) found.push(...withAddresses(sets, catalogue, sides));
  return found;
}

function servicePort({ number, targetPort, name, protocol }: Omit<DestinationPort, 'path'>, index: number): DestinationPort {
  return { number, targetPort, name, protocol, path: pathOfPort(index) };
}

const pathOfPort = itemPaths('spec', 'ports');

function destination(
  object: Manifest,
  kind: Destination['kind'],
  hosts: readonly string[],
  ports: readonly DestinationPort[],
  side: Side,
): Destination {
  return { object, kind, namespace: namespaceOf(object), name: object.metadata.name, hosts, ports, side };
}

/** A Service to which EndpointSlices or Endpoints add addresses. */
function withAddresses(sets: readonly EndpointSet[], catalogue: Catalogue, sides: Sides): Destination[] {
  const [{ object, namespace, service: name }] = sets as readonly [EndpointSet];
  const service = catalogue.find('Service', namespace, name);
  if (service?.spec?.type === 'ExternalName') return [];
  const hosts = sets.flatMap(({ addresses }) => addresses);
  const ports = service ? portsOf(service, sets) : [];
  return [
    { object: service ?? object, kind: 'Service', namespace, name, hosts, ports, side: sides.ofService({ namespace, name }) },
  ];
}

/** The ports of a Service, each with the port of the same name at the addresses. */
function portsOf({ spec }: ObjectOf<'Service'>, sets: readonly EndpointSet[]): DestinationPort[] {
  const theirs = new Map(sets.flatMap(({ ports }) => ports.map((port) => [port.name, port] as const)));
  return (spec?.ports ?? []).map(({ port, name, appProtocol }, index) => {
    const there = theirs.get(name ?? '');
    const protocol = appProtocol ?? there?.appProtocol;
    return { number: port, targetPort: there?.port, name, protocol, path: pathOfPort(index) };
  });
}

/** Destinations by kind, namespace and name. Those of ServiceEntries also by host. */
export class DestinationIndex {
  private readonly byName = new ObjectMap<Destination>();
  private byHost: Map<string, Destination> | undefined;

  constructor(
    private readonly destinations: readonly Destination[],
    private readonly catalogue: Catalogue,
    private readonly sides: Sides,
  ) {
    for (const each of destinations) this.byName.add(KIND[each.kind], each.namespace, each.name, each);
  }

  /** @param name for a Hostname, a host of a ServiceEntry in any namespace */
  find(kind: string, namespace: string, name: string): Destination | undefined {
    if (kind !== KIND.Hostname) return this.byName.get(kind, namespace, name);
    this.byHost ??= this.readHosts();
    return this.byHost.get(name.toLowerCase());
  }

  /**
   * Where an object leads, by its kind, namespace and name, as in {@link find}. A ServiceEntry, Hostname or Backend that is not
   * among the objects is outside. An object of any other kind is inside.
   */
  sideOf(kind: string, namespace: string, name: string): Side {
    const found = this.find(kind, namespace, name);
    if (found) return found.side;
    if (kind === KIND.ServiceEntry || kind === KIND.Hostname) return 'outside';
    if (kind !== KIND.Backend) return 'inside';
    const backend = this.catalogue.find(kind, namespace, name);
    return backend ? this.sides.ofBackend(backend) : 'outside';
  }

  private readHosts(): Map<string, Destination> {
    const byHost = new Map<string, Destination>();
    for (const each of this.destinations) {
      if (each.kind !== 'ServiceEntry') continue;
      for (const host of each.hosts) if (!byHost.has(host.toLowerCase())) byHost.set(host.toLowerCase(), each);
    }
    return byHost;
  }
}

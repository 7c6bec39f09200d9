import { KIND } from '../../core/kinds';
import { ObjectMap } from '../../core/object-map';
import type { Path } from '../../core/path';
import type { Manifest } from '../../manifests/manifest';
import { type Catalogue, namespaceOf } from './catalogue';

/** A destination outside the cluster, as an object declares it. */
export interface Destination {
  readonly object: Manifest;
  /** `Service` only if its type is ExternalName. */
  readonly kind: 'ServiceEntry' | 'Backend' | 'Service';
  readonly namespace: string;
  readonly name: string;
  readonly hosts: readonly string[];
  readonly ports: readonly DestinationPort[];
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

/** Every object that names a destination: ServiceEntries, kgateway Backends with hosts, Services of type ExternalName. */
export function destinationsOf(catalogue: Catalogue): Destination[] {
  const found: Destination[] = [];
  for (const object of catalogue.ofKind(KIND.ServiceEntry)) {
    const { hosts, ports = [] } = object.spec;
    found.push(destination(object, 'ServiceEntry', hosts, ports.map(servicePort)));
  }
  for (const object of catalogue.ofKind(KIND.Backend)) {
    const { hosts = [], appProtocol: protocol } = object.spec.static ?? {};
    if (hosts.length === 0) continue;
    const ports = hosts.map(({ port }, index) => ({ number: port, protocol, path: ['spec', 'static', 'hosts', index] }));
    const names = hosts.map(({ host }) => host);
    found.push(destination(object, 'Backend', names, ports));
  }
  for (const object of catalogue.ofKind(KIND.Service)) {
    const { type, externalName, ports = [] } = object.spec ?? {};
    if (type !== 'ExternalName' || !externalName) continue;
    const servicePorts = ports.map(({ port, name }, index) => ({ number: port, name, path: ['spec', 'ports', index] }));
    found.push(destination(object, 'Service', [externalName], servicePorts));
  }
  return found;
}

function servicePort({ number, targetPort, name, protocol }: Omit<DestinationPort, 'path'>, index: number): DestinationPort {
  return { number, targetPort, name, protocol, path: ['spec', 'ports', index] };
}

function destination(
  object: Manifest,
  kind: Destination['kind'],
  hosts: readonly string[],
  ports: readonly DestinationPort[],
): Destination {
  return { object, kind, namespace: namespaceOf(object), name: object.metadata.name, hosts, ports };
}

/** Destinations by kind, namespace and name. Those of ServiceEntries also by host. */
export class DestinationIndex {
  private readonly byName = new ObjectMap<Destination>();
  private byHost: Map<string, Destination> | undefined;

  constructor(private readonly destinations: readonly Destination[]) {
    for (const each of destinations) this.byName.add(KIND[each.kind], each.namespace, each.name, each);
  }

  /** @param name for a Hostname, a host of a ServiceEntry in any namespace */
  find(kind: string, namespace: string, name: string): Destination | undefined {
    if (kind !== KIND.Hostname) return this.byName.get(kind, namespace, name);
    this.byHost ??= this.readHosts();
    return this.byHost.get(name.toLowerCase());
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

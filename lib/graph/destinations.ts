import type { Manifest } from '../manifests/manifest';
import { type Catalogue, namespaceOf } from './catalogue';

/** What an object that names a destination outside says of it. */
export interface Destination {
  readonly object: Manifest;
  /** A Service is one when its type is ExternalName. */
  readonly kind: 'ServiceEntry' | 'Backend' | 'Service';
  readonly namespace: string;
  readonly name: string;
  readonly hosts: readonly string[];
  readonly ports: readonly DestinationPort[];
}

/** A port of a destination. */
export interface DestinationPort {
  readonly number: number;
  /** The port that is really dialled. @default - number */
  readonly targetPort?: number;
  readonly name?: string;
  /** As the object says it, such as `HTTPS`; for a Backend its `appProtocol`. */
  readonly protocol?: string;
  /** Where it stands in the object, such as `spec.ports[0]`. */
  readonly path: string;
}

/** Every object that names a destination: ServiceEntries, kgateway Backends with hosts, Services of type ExternalName. */
export function destinationsOf(catalogue: Catalogue): Destination[] {
  return [
    ...catalogue.ofKind('networking.istio.io/ServiceEntry').map((object) => {
      const ports = (object.spec.ports ?? []).map((port, index) => ({ ...port, path: `spec.ports[${index}]` }));
      return { ...about(object, 'ServiceEntry'), hosts: object.spec.hosts, ports };
    }),
    ...catalogue.ofKind('gateway.kgateway.dev/Backend').flatMap((object) => {
      const { hosts = [], appProtocol: protocol } = object.spec.static ?? {};
      const ports = hosts.map(({ port }, index) => ({
        number: port,
        ...(protocol && { protocol }),
        path: `spec.static.hosts[${index}]`,
      }));
      return hosts.length === 0 ? [] : [{ ...about(object, 'Backend'), hosts: hosts.map(({ host }) => host), ports }];
    }),
    ...catalogue.ofKind('Service').flatMap((object) => {
      const { type, externalName, ports = [] } = object.spec ?? {};
      if (type !== 'ExternalName' || !externalName) return [];
      const places = ports.map(({ port, name }, index) => ({
        number: port,
        ...(name && { name }),
        path: `spec.ports[${index}]`,
      }));
      return [{ ...about(object, 'Service'), hosts: [externalName], ports: places }];
    }),
  ];
}

function about<K extends Destination['kind']>(object: Manifest, kind: K) {
  return { object, kind, namespace: namespaceOf(object), name: object.metadata.name };
}

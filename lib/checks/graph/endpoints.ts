import type { Manifest } from '../../manifests/manifest';
import { type Catalogue, namespaceOf } from './catalogue';

/** The addresses that an EndpointSlice, or the older Endpoints, adds to a Service. */
export interface EndpointSet {
  readonly object: Manifest;
  readonly namespace: string;
  /** The name of the Service. */
  readonly service: string;
  /** The addresses of its endpoints, without those that are not ready. */
  readonly addresses: readonly string[];
  readonly ports: readonly EndpointPort[];
}

/** A port of such addresses. It belongs to the port of the Service with the same name. */
export interface EndpointPort {
  readonly name: string;
  readonly port: number | undefined;
  readonly appProtocol: string | undefined;
}

/** All sets of addresses that somebody wrote. Those that Kubernetes itself maintains, by the selector of a Service, are pods. */
export function endpointSetsOf(catalogue: Catalogue): EndpointSet[] {
  return [...catalogue.ofKind(SLICE).flatMap(readSlice), ...catalogue.ofKind('Endpoints').flatMap(readEndpoints)].filter(
    (set) => set.addresses.length > 0 && !isMaintained(set, catalogue),
  );
}

const SLICE = 'discovery.k8s.io/EndpointSlice';
const LABEL = {
  service: 'kubernetes.io/service-name',
  manager: 'endpointslice.kubernetes.io/managed-by',
  notMirrored: 'endpointslice.kubernetes.io/skip-mirror',
};
const CONTROLLER = 'endpointslice-controller.k8s.io';

/** Neither kind has a pinned schema, so every field can have any type. */
type Fields = Readonly<Record<string, unknown>>;

function readSlice(object: Manifest): EndpointSet[] {
  const { addressType, endpoints, ports } = object as unknown as Fields;
  const service = text(object.metadata.labels?.[LABEL.service]);
  // No component resolves the names of type FQDN.
  if (service === undefined || addressType === 'FQDN') return [];
  const ready = list(endpoints).filter(({ conditions }) => (conditions as Fields | null | undefined)?.ready !== false);
  return [
    set(
      object,
      service,
      ready.flatMap(({ addresses }) => texts(addresses)),
      list(ports),
    ),
  ];
}

/** Kubernetes copies Endpoints into EndpointSlices. */
function readEndpoints(object: Manifest): EndpointSet[] {
  if (object.metadata.labels?.[LABEL.notMirrored] === 'true') return [];
  const subsets = list((object as unknown as Fields).subsets);
  const addresses = subsets.flatMap((subset) => list(subset.addresses).flatMap(({ ip }) => text(ip) ?? []));
  return [
    set(
      object,
      object.metadata.name,
      addresses,
      subsets.flatMap((subset) => list(subset.ports)),
    ),
  ];
}

function set(object: Manifest, service: string, addresses: readonly string[], ports: readonly Fields[]): EndpointSet {
  const read = ports.map(({ name, port, appProtocol }) => ({
    name: text(name) ?? '',
    port: typeof port === 'number' ? port : undefined,
    appProtocol: text(appProtocol),
  }));
  return { object, namespace: namespaceOf(object), service, addresses, ports: read };
}

function isMaintained({ object, namespace, service }: EndpointSet, catalogue: Catalogue): boolean {
  const selector = catalogue.find('Service', namespace, service)?.spec?.selector;
  if (!selector || Object.keys(selector).length === 0) return false;
  return object.kind === 'Endpoints' || object.metadata.labels?.[LABEL.manager] === CONTROLLER;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function list(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each !== null) : [];
}

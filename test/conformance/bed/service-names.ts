import type { Records } from './dns-message';
import { at, type KubeObject, listAt } from './objects';

const ZONE = 'svc.cluster.local';

interface Endpoint {
  readonly addresses: readonly string[];
  readonly hostname?: string;
  readonly conditions?: { readonly ready?: boolean };
}

function endpointsOf(service: KubeObject, slices: readonly KubeObject[]): Endpoint[] {
  const { name, namespace } = service.metadata;
  const own = slices.filter(
    ({ metadata, addressType }) =>
      addressType === 'IPv4' && metadata.namespace === namespace && metadata.labels?.['kubernetes.io/service-name'] === name,
  );
  return own.flatMap((slice) => listAt<Endpoint>(slice, 'endpoints')).filter(({ conditions }) => conditions?.ready !== false);
}

function namesOf(service: KubeObject, slices: readonly KubeObject[]): [string, Records][] {
  const name = `${service.metadata.name}.${service.metadata.namespace}.${ZONE}`;
  const [type, address] = [at(service, 'spec', 'type'), at(service, 'spec', 'clusterIP')];
  if (type === 'ExternalName') return [[name, { cname: String(at(service, 'spec', 'externalName')) }]];
  if (address !== 'None') return [[name, [String(address)]]];
  const endpoints = endpointsOf(service, slices);
  const each = endpoints.flatMap(({ addresses, hostname }) =>
    addresses.map((one): [string, Records] => [`${hostname ?? one.replaceAll('.', '-')}.${name}`, [one]]),
  );
  return [[name, endpoints.flatMap(({ addresses }) => addresses)], ...each];
}

/** The names that CoreDNS has for the Services of a cluster. A namespace exists as a name, without an address. */
export function serviceNames(services: readonly KubeObject[], slices: readonly KubeObject[]): Map<string, Records> {
  const namespaces = services.map(({ metadata }): [string, Records] => [`${metadata.namespace}.${ZONE}`, []]);
  return new Map([...namespaces, [ZONE, []], ...services.flatMap((service) => namesOf(service, slices))]);
}

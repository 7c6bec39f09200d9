import type { ServiceEntryEndpoint, ServiceEntrySpec } from '../../../imports/networking.istio.io/service-entry';
import { isIstioDnsLabel, isIstioDnsName } from '../../core/net/dns';
import { isIstioIp } from '../../core/net/ip';
import { every, type Find, type IstioTable, where, whole } from './istio-check';
import { findInvalidLabels } from './labels';
import { isDynamic, isNamed, isPassedThrough, isStatic } from './resolution';

const UNIX = 'unix://';
const endpoints = (spec: ServiceEntrySpec) => spec.endpoints;
const addressWhere = (
  isInvalid: (address: string, endpoint: ServiceEntryEndpoint, spec: ServiceEntrySpec) => boolean,
  field = 'address',
) => every('spec.endpoints', endpoints, (endpoint, { spec }) => isInvalid(endpoint.address ?? '', endpoint, spec), field);
const ENDPOINT = { rule: 'istio/endpoint' } as const;

const invalidPorts: Find<ServiceEntrySpec> = ({ spec }, found) => {
  spec.endpoints?.forEach(({ ports }, i) => {
    for (const name in ports) {
      const port = ports[name] as number;
      const known = isIstioDnsLabel(name) && spec.ports?.some((of) => of.name === name);
      if (!known || port < 1 || port > 65535) found.push(['spec', 'endpoints', i, 'ports', name]);
    }
  });
};

const invalidLabels: Find<ServiceEntrySpec> = ({ spec }, found) => {
  spec.endpoints?.forEach(({ labels }, i) => {
    findInvalidLabels(labels, ['spec', 'endpoints', i, 'labels'], found);
  });
};

/** The checks of `spec.endpoints` of a ServiceEntry: S3, S16, S18 to S21, S23, S24, S27. */
export const endpointTable: IstioTable<ServiceEntrySpec> = {
  needs: ({ endpoints }) => endpoints,
  checks: [
    {
      // S3
      ...ENDPOINT,
      message: 'endpoints and workloadSelector are mutually exclusive',
      allowed: 'one of them',
      fix: 'remove spec.endpoints or spec.workloadSelector',
      find: whole('spec.endpoints', (spec) => has(spec.endpoints) && spec.workloadSelector !== undefined),
    },
    {
      // S16, S27
      ...ENDPOINT,
      message: 'this resolution does not support endpoints',
      allowed: 'no endpoints with resolution NONE (the default) or DYNAMIC_DNS',
      fix: 'remove spec.endpoints, or set spec.resolution to STATIC or DNS',
      find: whole('spec.endpoints', (spec) => has(spec.endpoints) && (isPassedThrough(spec) || isDynamic(spec))),
    },
    {
      // S23
      ...ENDPOINT,
      message: 'resolution DNS_ROUND_ROBIN supports only one endpoint',
      allowed: 'at most one endpoint',
      fix: 'remove the other endpoints, or set spec.resolution to DNS',
      find: whole('spec.endpoints', (spec) => spec.resolution === 'DNS_ROUND_ROBIN' && (spec.endpoints?.length ?? 0) > 1),
    },
    {
      // S18
      ...ENDPOINT,
      message: 'the endpoint has no address',
      allowed: 'an address, or a network whose gateway forwards to the endpoint',
      fix: 'set the address',
      find: where(
        isStatic,
        addressWhere((address, { network }) => address === '' && !network),
      ),
    },
    {
      // S19
      ...ENDPOINT,
      message: 'resolution STATIC does not resolve names',
      allowed: 'an IP address, or unix:// followed by a path',
      fix: 'specify the IP address, or set spec.resolution to DNS',
      find: where(
        isStatic,
        addressWhere((address) => address !== '' && !isUnix(address) && !isIstioIp(address)),
      ),
    },
    {
      // S21
      ...ENDPOINT,
      message: 'the path of the socket is not absolute',
      allowed: 'unix:///path/to/socket, or unix://@name',
      fix: 'specify the absolute path of the socket',
      find: where(
        isStatic,
        addressWhere((address) => isUnix(address) && !isSocket(address.slice(UNIX.length))),
      ),
    },
    {
      // S21
      ...ENDPOINT,
      message: 'an endpoint with a unix:// address cannot have ports',
      allowed: 'no ports',
      fix: 'remove the ports',
      find: where(
        isStatic,
        addressWhere((address, { ports }) => isUnix(address) && ports !== undefined && Object.keys(ports).length > 0, 'ports'),
      ),
    },
    {
      // S21
      ...ENDPOINT,
      message: 'an endpoint with a unix:// address requires exactly one port in the ServiceEntry',
      allowed: 'exactly one port in spec.ports',
      fix: 'write one ServiceEntry per socket',
      find: where(
        isStatic,
        addressWhere((address, _, spec) => isUnix(address) && spec.ports?.length !== 1),
      ),
    },
    {
      // S24
      ...ENDPOINT,
      message: 'the address is neither a DNS name nor an IP address',
      allowed: 'a full DNS name without *, or an IP address',
      fix: 'specify what the host name resolves to, or remove spec.endpoints',
      find: where(
        isNamed,
        addressWhere((address) => !isIstioDnsName(address) && !isIstioIp(address)),
      ),
    },
    {
      // S20, S24
      ...ENDPOINT,
      message: 'the port is not valid for this ServiceEntry',
      allowed: 'a port name from spec.ports, with a port number from 1 to 65535',
      fix: 'correct the name or the number, or add the port to spec.ports',
      find: where((spec) => isStatic(spec) || isNamed(spec), invalidPorts),
    },
    {
      // S20, S24
      ...ENDPOINT,
      message: 'the label is malformed',
      allowed: 'a key and a value in the syntax of Kubernetes labels',
      fix: 'correct the label',
      find: where((spec) => isStatic(spec) || isNamed(spec), invalidLabels),
    },
    {
      // S18
      rule: 'istio/endpoint-without-address',
      severity: 'warning',
      message: 'the endpoint has a network but no address',
      allowed: 'an address',
      fix: 'set the address, unless traffic must go through the gateway of that network',
      find: where(
        isStatic,
        addressWhere((address, { network }) => address === '' && Boolean(network)),
      ),
    },
  ],
};

function has(list: readonly unknown[] | undefined): boolean {
  return list !== undefined && list.length > 0;
}

function isUnix(address: string): boolean {
  return address.startsWith(UNIX);
}

function isSocket(path: string): boolean {
  return path.startsWith('@') || (path.startsWith('/') && !path.endsWith('/'));
}

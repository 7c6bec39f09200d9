import type { ServiceEntryEndpoint, ServiceEntrySpec } from '../../../imports/networking.istio.io/service-entry';
import { isIstioDnsLabel, isIstioDnsName } from '../../core/net/dns';
import { isIstioIp } from '../../core/net/ip';
import { every, type Find, type IstioTable, where, whole } from './istio-check';
import { findBadLabels } from './labels';
import { isDynamic, isNamed, isPassedThrough, isStatic } from './resolution';

const UNIX = 'unix://';
const endpoints = (spec: ServiceEntrySpec) => spec.endpoints;
const addressWhere = (
  breaks: (address: string, endpoint: ServiceEntryEndpoint, spec: ServiceEntrySpec) => boolean,
  field = 'address',
) => every('spec.endpoints', endpoints, (endpoint, { spec }) => breaks(endpoint.address ?? '', endpoint, spec), field);
const ENDPOINT = { rule: 'istio/endpoint' } as const;

const badPorts: Find<ServiceEntrySpec> = ({ spec }, found) => {
  spec.endpoints?.forEach(({ ports }, i) => {
    for (const name in ports) {
      const port = ports[name] as number;
      const known = isIstioDnsLabel(name) && spec.ports?.some((of) => of.name === name);
      if (!known || port < 1 || port > 65535) found.push(['spec', 'endpoints', i, 'ports', name]);
    }
  });
};

const badLabels: Find<ServiceEntrySpec> = ({ spec }, found) => {
  spec.endpoints?.forEach(({ labels }, i) => {
    findBadLabels(labels, ['spec', 'endpoints', i, 'labels'], found);
  });
};

/** What `spec.endpoints` of a ServiceEntry must be: S3, S16, S18 to S21, S23, S24, S27. */
export const endpointTable: IstioTable<ServiceEntrySpec> = {
  needs: ({ endpoints }) => endpoints,
  checks: [
    {
      // S3
      ...ENDPOINT,
      message: 'endpoints and workloadSelector exclude each other',
      allowed: 'one of them',
      fix: 'remove the endpoints or spec.workloadSelector',
      find: whole('spec.endpoints', (spec) => has(spec.endpoints) && spec.workloadSelector !== undefined),
    },
    {
      // S16, S27
      ...ENDPOINT,
      message: 'the resolution has no use for endpoints',
      allowed: 'no endpoints with resolution NONE (the default) and DYNAMIC_DNS',
      fix: 'remove the endpoints, or use resolution STATIC or DNS',
      find: whole('spec.endpoints', (spec) => has(spec.endpoints) && (isPassedThrough(spec) || isDynamic(spec))),
    },
    {
      // S23
      ...ENDPOINT,
      message: 'resolution DNS_ROUND_ROBIN takes one endpoint',
      allowed: 'at most one endpoint',
      fix: 'remove the others, or use resolution DNS',
      find: whole('spec.endpoints', (spec) => spec.resolution === 'DNS_ROUND_ROBIN' && (spec.endpoints?.length ?? 0) > 1),
    },
    {
      // S18
      ...ENDPOINT,
      message: 'the endpoint has no address',
      allowed: 'an address, or the network in which a gateway knows it',
      fix: 'add its address',
      find: where(
        isStatic,
        addressWhere((address, { network }) => address === '' && !network),
      ),
    },
    {
      // S19
      ...ENDPOINT,
      message: 'resolution STATIC resolves no name',
      allowed: 'an IP address, or unix:// and a path',
      fix: 'write the IP address, or use resolution DNS',
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
      fix: 'write the whole path of the socket',
      find: where(
        isStatic,
        addressWhere((address) => isUnix(address) && !isSocket(address.slice(UNIX.length))),
      ),
    },
    {
      // S21
      ...ENDPOINT,
      message: 'a socket has no ports',
      allowed: 'no ports beside a unix:// address',
      fix: 'remove the ports',
      find: where(
        isStatic,
        addressWhere((address, { ports }) => isUnix(address) && ports !== undefined && Object.keys(ports).length > 0, 'ports'),
      ),
    },
    {
      // S21
      ...ENDPOINT,
      message: 'a socket serves one port',
      allowed: 'exactly one port in spec.ports',
      fix: 'give each socket a ServiceEntry of its own',
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
      fix: 'write what the name of the host resolves to, or leave the endpoints out',
      find: where(
        isNamed,
        addressWhere((address) => !isIstioIp(address) && !isIstioDnsName(address)),
      ),
    },
    {
      // S20, S24
      ...ENDPOINT,
      message: 'the port is not one of the ServiceEntry',
      allowed: 'names of spec.ports, and port numbers from 1 to 65535',
      fix: 'name it as in spec.ports, or add it there',
      find: where((spec) => isStatic(spec) || isNamed(spec), badPorts),
    },
    {
      // S20, S24
      ...ENDPOINT,
      message: 'the label is malformed',
      allowed: 'keys and values as Kubernetes labels have them',
      fix: 'correct the label',
      find: where((spec) => isStatic(spec) || isNamed(spec), badLabels),
    },
    {
      // S18
      rule: 'istio/endpoint-without-address',
      severity: 'warning',
      message: 'the endpoint has a network and no address',
      allowed: 'an address',
      fix: 'add its address, if traffic shall not go through the gateway of that network',
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

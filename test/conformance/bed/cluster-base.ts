import { CLUSTER_DNS, NODE, POD_RANGE } from './network';
import type { KubeObject } from './objects';
import type { Pod } from './pods';

/** A Service of the cluster itself, with the addresses behind it. */
interface BaseService {
  readonly name: string;
  readonly namespace: string;
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly name: string; readonly port: number; readonly protocol?: string }[];
  readonly clusterIP?: string;
}

const DNS_PORTS = [
  { name: 'dns', port: 53, protocol: 'UDP' },
  { name: 'dns-tcp', port: 53, protocol: 'TCP' },
];

export const DNS_LABELS = { 'k8s-app': 'kube-dns' };
export const KGATEWAY_LABELS = { 'app.kubernetes.io/name': 'kgateway', kgateway: 'kgateway' };

const DNS: BaseService = {
  ...{ name: 'kube-dns', namespace: 'kube-system', selector: DNS_LABELS },
  ...{ ports: DNS_PORTS, clusterIP: CLUSTER_DNS },
};
const KGATEWAY: BaseService = {
  ...{ name: 'kgateway', namespace: 'kgateway-system', selector: KGATEWAY_LABELS },
  ports: [{ name: 'grpc-xds-agw', port: 9977 }],
};

/** The Service and its EndpointSlice, which no controller writes here. */
function served({ name, namespace, ports, ...spec }: BaseService, address: string): KubeObject[] {
  const metadata = { name, namespace };
  const labels = { 'kubernetes.io/service-name': name };
  return [
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { ...spec, ports } },
    {
      ...{ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { ...metadata, labels } },
      ...{ addressType: 'IPv4', endpoints: [{ addresses: [address], conditions: { ready: true } }], ports },
    },
  ];
}

/** The node, and the way to the API server, whose Service exists already. */
export function nodeObjects(): KubeObject[] {
  const labels = { 'kubernetes.io/hostname': NODE.name };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kgateway-system' } },
    {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: NODE.name, labels },
      spec: { podCIDR: POD_RANGE, podCIDRs: [POD_RANGE] },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
      ...{ addressType: 'IPv4', endpoints: [{ addresses: [NODE.address], conditions: { ready: true } }] },
      ports: [{ name: 'https', port: 16443, protocol: 'TCP' }],
    },
  ];
}

/** The status of the node. */
export const NODE_STATUS = {
  addresses: [
    { type: 'InternalIP', address: NODE.address },
    { type: 'Hostname', address: NODE.name },
  ],
  conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'the bed' }],
};

/** The pod of a Deployment of the cluster itself. */
export function basePod(name: string, namespace: string, labels: Readonly<Record<string, string>>): KubeObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels }, spec: { serviceAccountName: name } };
}

/** The Services of the cluster's DNS and of kgateway. */
export function baseServices(dns: Pod, kgateway: Pod): KubeObject[] {
  return [...served(DNS, dns.ip), ...served(KGATEWAY, kgateway.ip)];
}

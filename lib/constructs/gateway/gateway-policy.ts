import type {
  NetworkPolicyEgress,
  NetworkPolicyIngress,
  NetworkPolicySpec,
  NetworkPolicyTo,
} from '../../../imports/networking.k8s.io/network-policy';
import { brandOf, METRICS } from '../../core/brand';
import { GATEWAY_NAME } from '../../core/labels';
import { asRange } from '../../core/net/cidr';
import { internetWithout } from '../../core/net/internet';
import { NODE_ADDRESSES } from '../../core/node-addresses';
import { HBONE_PORT, METRICS_PORT, READINESS_PORT } from '../../core/ports';
import { toNameServers } from '../network/cluster-dns';
import { podsOf, tcp, toAddress, toPeer } from '../network/policy-peers';
import type { GatewayNetworkProps, OtherDestination } from './network-props';
import type { ServerPods } from './server-pods';

/** The port on which kgateway gives its proxies their configuration. */
const XDS_PORT = 9977;

/** Denies all connections of all pods of a namespace. What other policies permit is added to it. */
export const DENY_ALL: NetworkPolicySpec = { podSelector: {}, policyTypes: ['Ingress', 'Egress'] };

/** The data for the NetworkPolicy of a gateway. */
export interface GatewayPolicyParts {
  readonly gatewayName: string;
  readonly props: GatewayNetworkProps;
  /** The namespaces of all callers. */
  readonly callers: readonly string[];
  /** Where the approved hosts lead. */
  readonly destinations: readonly OtherDestination[];
  readonly servers: readonly ServerPods[];
}

/** The NetworkPolicy of a gateway's pods, IPv4 and IPv6: what they need, and nothing else. */
export function gatewayPolicy({ gatewayName, props, callers, destinations, servers }: GatewayPolicyParts): NetworkPolicySpec {
  const { dns = {}, controlPlane = {}, clusterRanges = [], destinations: others = [], allow = [] } = props;
  const { namespace = 'kgateway-system', inMesh = false } = controlPlane;
  return {
    podSelector: { matchLabels: { [GATEWAY_NAME]: gatewayName } },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [...fromCallers(callers), fromKubelet, ...fromMonitoring(props)],
    egress: [
      toNameServers(dns),
      { to: [podsOf(namespace)], ports: tcp(inMesh ? HBONE_PORT : XDS_PORT) },
      ...servers.map(toServer),
      ...allow.map(toPeer),
      ...toDestinations([...destinations, ...others], clusterRanges),
    ],
  };
}

/** The port of ztunnel, through which it forwards the calls to the ports of the listeners. */
function fromCallers(namespaces: readonly string[]): NetworkPolicyIngress[] {
  // An empty list would mean all. The checks report it.
  if (namespaces.length === 0) return [];
  return [{ from: [...new Set(namespaces)].sort().map((namespace) => podsOf(namespace)), ports: tcp(HBONE_PORT) }];
}

/** Without the port, all processes of the node could call the listeners. */
const fromKubelet: NetworkPolicyIngress = { from: NODE_ADDRESSES.map(toAddress), ports: tcp(READINESS_PORT) };

function fromMonitoring({ metrics }: GatewayNetworkProps): NetworkPolicyIngress[] {
  if (!metrics) return [];
  const isInMesh = brandOf(metrics, METRICS) === 'fromMesh';
  return [{ from: [podsOf(metrics.namespace)], ports: tcp(isInMesh ? HBONE_PORT : METRICS_PORT) }];
}

function toServer({ namespace, labels, ports }: ServerPods): NetworkPolicyEgress {
  return { to: [podsOf(namespace, labels)], ports: tcp(...ports) };
}

/** One rule for all addresses that are called on the same ports. */
function toDestinations(destinations: readonly OtherDestination[], clusterRanges: readonly string[]): NetworkPolicyEgress[] {
  const internet = internetWithout(clusterRanges.map(asRange));
  const byPorts = new Map<string, { readonly ports: readonly number[]; readonly addresses: string[] }>();
  for (const [address, ports] of portsByAddress(destinations)) {
    const rule = byPorts.get(ports.join(' ')) ?? { ports, addresses: [] };
    byPorts.set(ports.join(' '), rule);
    rule.addresses.push(address);
  }
  const blocksOf = (address: string): NetworkPolicyTo[] =>
    address === INTERNET ? internet.map((ipBlock) => ({ ipBlock })) : [toAddress(address)];
  return [...byPorts.values()].map(({ ports, addresses }) => ({ to: addresses.flatMap(blocksOf), ports: tcp(...ports) }));
}

/** In place of the addresses of the Internet. Sorts before them. */
const INTERNET = '';

/** Sorted, so that the order of hosts in the program has no effect. */
function portsByAddress(destinations: readonly OtherDestination[]): [string, number[]][] {
  const found = new Map<string, Set<number>>();
  for (const { port, addresses } of destinations) {
    for (const address of addresses?.map(asRange) ?? [INTERNET]) {
      found.set(address, (found.get(address) ?? new Set()).add(port));
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([address, ports]) => [address, [...ports].sort((a, b) => a - b)]);
}

import type { NetworkPolicyEgress, NetworkPolicySpec, NetworkPolicyTo } from '../../../imports/networking.k8s.io/network-policy';
import { brandOf, PEER } from '../../core/brand';
import { GATEWAY_NAME } from '../../core/labels';
import { type NamespaceReference, namespaceName } from '../../core/named-resource';
import { asRange } from '../../core/net/cidr';
import { NODE_ADDRESSES } from '../../core/node-addresses';
import { HBONE_PORT } from '../../core/ports';
import type { ClientNamespaceProps, ClusterDns } from './client-namespace-props';
import type { ApiServerPeerProps, ClusterPeer, PeerPorts, PodsPeerProps } from './cluster-peer';

/** The port on which every name server can be called. */
const DNS_PORT = 53;
/** The namespace of the name servers of most clusters. */
export const DNS_NAMESPACE = 'kube-system';

type Ports = NonNullable<NetworkPolicyEgress['ports']>;

/** The NetworkPolicy of a client namespace: whatever it does not list is denied, IPv4 and IPv6 alike. */
export function clientPolicy(props: ClientNamespaceProps): NetworkPolicySpec {
  const { gateways, allow = [], dns = {}, denyIngress = false } = props;
  const targets = new Map(gateways.map((gateway) => [`${gateway.namespace}/${gateway.gatewayName}`, gateway]));
  const toGateways = [...targets.values()].map(({ namespace, gatewayName }) =>
    podsOf(namespace, { [GATEWAY_NAME]: gatewayName }),
  );
  return {
    podSelector: {},
    policyTypes: denyIngress ? ['Ingress', 'Egress'] : ['Egress'],
    ...(denyIngress && fromNode(props)),
    egress: [
      toNameServers(dns),
      // An empty list of destinations would mean all. The checks report it.
      ...(toGateways.length > 0 ? [{ to: toGateways, ports: tcp(HBONE_PORT) }] : []),
      ...allow.map(toPeer),
    ],
  };
}

/** The probes of kubelet, in ambient with the address of the node. */
function fromNode({ probePorts = [] }: ClientNamespaceProps): Pick<NetworkPolicySpec, 'ingress'> {
  return probePorts.length > 0 ? { ingress: [{ from: NODE_ADDRESSES.map(toAddress), ports: tcp(...probePorts) }] } : {};
}

function toNameServers({ namespace = DNS_NAMESPACE, labels = { 'k8s-app': 'kube-dns' }, port, addresses = [] }: ClusterDns) {
  const numbers = [...new Set([DNS_PORT, port ?? DNS_PORT])];
  return { to: [podsOf(namespace, labels), ...addresses.map(toAddress)], ports: [...udp(...numbers), ...tcp(...numbers)] };
}

function toPeer(peer: ClusterPeer): NetworkPolicyEgress {
  if (brandOf(peer, PEER) === 'apiServer') {
    const { addresses, port = 6443 } = peer.props as ApiServerPeerProps;
    return { to: addresses.map(toAddress), ports: tcp(port) };
  }
  const { namespace, labels, ...ports } = peer.props as Partial<PodsPeerProps>;
  return { to: [podsOf(namespace, labels)], ...portsOf(ports) };
}

/** The ports of pods. ztunnel calls pods that are in the mesh on its own port, whatever their port is. */
function portsOf({ ports = [], udpPorts = [], inMesh = true }: PeerPorts): { readonly ports?: Ports } {
  if (ports.length === 0 && udpPorts.length === 0) return {};
  const throughMesh = inMesh && ports.length > 0 ? [HBONE_PORT] : [];
  return { ports: [...tcp(...new Set([...ports, ...throughMesh])), ...udp(...udpPorts)] };
}

/** @param namespace - if it is left out, that of the policy */
function podsOf(namespace: NamespaceReference | undefined, matchLabels?: Readonly<Record<string, string>>): NetworkPolicyTo {
  const pods = matchLabels ? { podSelector: { matchLabels } } : {};
  if (namespace === undefined) return { podSelector: {}, ...pods };
  return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespaceName(namespace) } }, ...pods };
}

const toAddress = (address: string) => ({ ipBlock: { cidr: asRange(address) } });
const tcp = (...ports: readonly number[]): Ports => ports.map((port) => ({ protocol: 'TCP', port }));
const udp = (...ports: readonly number[]): Ports => ports.map((port) => ({ protocol: 'UDP', port }));

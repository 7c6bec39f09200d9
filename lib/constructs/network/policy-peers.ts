import type { NetworkPolicyEgress, NetworkPolicyTo } from '../../../imports/networking.k8s.io/network-policy';
import { brandOf, PEER } from '../../core/brand';
import { type NamespaceReference, namespaceName } from '../../core/named-resource';
import { asRange } from '../../core/net/cidr';
import { HBONE_PORT } from '../../core/ports';
import type { ApiServerPeerProps, ClusterPeer, PeerPorts, PodsPeerProps } from './cluster-peer';

type Ports = NonNullable<NetworkPolicyEgress['ports']>;

/** The rule that opens a peer. */
export function toPeer(peer: ClusterPeer): NetworkPolicyEgress {
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

/**
 * Pods by their namespace and labels.
 *
 * @param namespace - if it is left out, that of the policy
 */
export function podsOf(
  namespace: NamespaceReference | undefined,
  matchLabels?: Readonly<Record<string, string>>,
): NetworkPolicyTo {
  const pods = matchLabels ? { podSelector: { matchLabels } } : {};
  if (namespace === undefined) return { podSelector: {}, ...pods };
  return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespaceName(namespace) } }, ...pods };
}

/** An address or a range. */
export const toAddress = (address: string) => ({ ipBlock: { cidr: asRange(address) } });
/** Ports of TCP. */
export const tcp = (...ports: readonly number[]): Ports => ports.map((port) => ({ protocol: 'TCP', port }));
/** Ports of UDP. */
export const udp = (...ports: readonly number[]): Ports => ports.map((port) => ({ protocol: 'UDP', port }));

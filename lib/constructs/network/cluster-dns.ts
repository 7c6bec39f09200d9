import type { NetworkPolicyEgress } from '../../../imports/networking.k8s.io/network-policy';
import type { NamespaceReference } from '../../core/named-resource';
import { podsOf, tcp, toAddress, udp } from './policy-peers';

/** The port on which every name server can be called. */
const DNS_PORT = 53;
/** The namespace of the name servers of most clusters. */
export const DNS_NAMESPACE = 'kube-system';

/** The name servers of a cluster: pods, and further addresses. */
export interface ClusterDns {
  /** The namespace of the pods: a name, or a `Namespace` of cdk8s-plus. @default 'kube-system' */
  readonly namespace?: NamespaceReference;
  /** The labels of the pods. @default { 'k8s-app': 'kube-dns' } */
  readonly labels?: Readonly<Record<string, string>>;
  /** The port on which the pods listen, if it is not 53: on OpenShift, it is 5353. Port 53 is opened too. @default 53 */
  readonly port?: number;
  /** Addresses of further name servers, such as `169.254.20.10` of NodeLocal DNSCache, or their ranges. @default - none */
  readonly addresses?: readonly string[];
}

/** The ports of name servers. Port 53 can always be that of their Service. */
export function dnsPorts(port: number = DNS_PORT): readonly number[] {
  return [...new Set([DNS_PORT, port])];
}

/** The rule that opens the name servers. */
export function toNameServers({
  namespace = DNS_NAMESPACE,
  labels = { 'k8s-app': 'kube-dns' },
  port,
  addresses = [],
}: ClusterDns): NetworkPolicyEgress {
  const numbers = dnsPorts(port);
  return { to: [podsOf(namespace, labels), ...addresses.map(toAddress)], ports: [...udp(...numbers), ...tcp(...numbers)] };
}

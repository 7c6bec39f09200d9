import type { NamespaceReference } from '../../core/named-resource';
import type { EgressConstructProps } from '../base/egress-construct';
import type { IEgressGateway } from '../gateway/gateway-base';
import type { ClusterDns } from '../network/cluster-dns';
import type { ClusterPeer } from '../network/cluster-peer';

/** The properties of a {@link ClientNamespace}. */
export interface ClientNamespaceProps extends EgressConstructProps {
  /**
   * The namespace: a name, or a `Namespace` of cdk8s-plus. Such an object gets the label `istio.io/dataplane-mode: ambient`, unless
   * it has this label. A namespace that exists must have it, because it is not changed.
   */
  readonly namespace: NamespaceReference;
  /**
   * Whether to create the Namespace too, in the ambient mesh (`istio.io/dataplane-mode: ambient`). If `namespace` is an object,
   * leave it out.
   *
   * @default false - the namespace exists
   */
  readonly createNamespace?: boolean;
  /** The gateways through which its pods leave the cluster, at least one. Port 15008 of their pods is opened. */
  readonly gateways: readonly IEgressGateway[];
  /**
   * What its pods may call in the cluster, besides DNS and the gateways, such as `[ClusterPeer.sameNamespace()]`.
   *
   * @default - nothing
   */
  readonly allow?: readonly ClusterPeer[];
  /** The name servers of the cluster. @default - the pods with the label `k8s-app: kube-dns` in `kube-system` */
  readonly dns?: ClusterDns;
  /**
   * Whether to deny all incoming connections too. Otherwise, other policies decide on them.
   *
   * @default false
   */
  readonly denyIngress?: boolean;
  /**
   * The ports on which kubelet probes the pods: 1 to 65535. With `denyIngress`, some network plugins deny probes to other ports. The
   * address of the probes is that of all processes of the node.
   *
   * @default - none
   */
  readonly probePorts?: readonly number[];
  /** The name of the NetworkPolicy: a DNS subdomain. @default 'egress-through-gateway' */
  readonly policyName?: string;
}

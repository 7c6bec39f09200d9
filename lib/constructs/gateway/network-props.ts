import type { NamespaceReference } from '../../core/named-resource';
import type { ClusterDns } from '../network/cluster-dns';
import type { ClusterPeer } from '../network/cluster-peer';
import type { MetricsAccess } from './metrics-access';

/** What the pods of an `EgressGateway` may call, and who may read their metrics. All other connections are denied. */
export interface GatewayNetworkProps {
  /** The name servers of the cluster. @default - the pods with the label `k8s-app: kube-dns` in `kube-system` */
  readonly dns?: ClusterDns;
  /** Where kgateway runs, from which the pods get their configuration. @default - `kgateway-system`, outside the mesh */
  readonly controlPlane?: ControlPlane;
  /**
   * Ranges of the cluster that are not private, such as those of its pods, Services and nodes with public or global IPv6 addresses.
   * Hosts without `addresses` cannot lead there.
   *
   * @default - none: private, shared, link-local, loopback and reserved ranges are closed anyway
   */
  readonly clusterRanges?: readonly string[];
  /** Where the hosts lead that other repositories declare for this gateway. @default - none */
  readonly destinations?: readonly OtherDestination[];
  /**
   * What else its pods may call in the cluster, such as an authorization server that another repository declares.
   *
   * @default - nothing
   */
  readonly allow?: readonly ClusterPeer[];
  /** Who may read the metrics of its pods, on port 9091. @default - nobody */
  readonly metrics?: MetricsAccess;
}

/** Where kgateway runs. */
export interface ControlPlane {
  /** Its namespace: a name, or a `Namespace` of cdk8s-plus. @default 'kgateway-system' */
  readonly namespace?: NamespaceReference;
  /**
   * Whether this namespace is in the ambient mesh. Then kgateway is called on port 15008, else on port 9977. If it is wrong, new pods
   * of the gateway do not become ready.
   *
   * @default false
   */
  readonly inMesh?: boolean;
}

/** Where a host leads that another repository declares. */
export interface OtherDestination {
  /** Its port, 1 to 65535. */
  readonly port: number;
  /** Its addresses, or their ranges, as in `ExternalHost`. @default - the Internet */
  readonly addresses?: readonly string[];
}

import { PEER } from '../../core/brand';
import type { NamespaceReference } from '../../core/named-resource';

/** The ports of peers that the pods of a client namespace may call. */
export interface PeerPorts {
  /** TCP ports of the called pods, never those of a Service: 1 to 65535, at least one. @default - all ports, if there are no `udpPorts` either */
  readonly ports?: readonly number[];
  /** UDP ports of the called pods. @default - all ports, if there are no `ports` either */
  readonly udpPorts?: readonly number[];
  /**
   * Whether the called pods are, or may be, in the ambient mesh. ztunnel calls all TCP ports of such a pod through port 15008, so
   * `ports` also opens this port. Then only an AuthorizationPolicy limits the ports of a pod that is in the mesh. With `false`,
   * port 15008 stays closed, and pods in the mesh cannot be called. It has an effect only with `ports`.
   *
   * @default true
   */
  readonly inMesh?: boolean;
}

/** The properties of {@link ClusterPeer.pods}. */
export interface PodsPeerProps extends PeerPorts {
  /** Labels that the called pods have, at least one. */
  readonly labels: Readonly<Record<string, string>>;
  /** Their namespace: a name, or a `Namespace` of cdk8s-plus. @default - the client namespace itself */
  readonly namespace?: NamespaceReference;
}

/** The properties of {@link ClusterPeer.apiServer}. */
export interface ApiServerPeerProps {
  /**
   * The addresses of the API server, or their ranges, such as `192.0.2.10` or `10.0.0.0/28`: those of its endpoints, not of the
   * Service `kubernetes`. `kubectl get endpointslices -n default -l kubernetes.io/service-name=kubernetes` lists them. Addresses
   * outside private ranges are reported as `egress/direct-exit`: waive it with the reason.
   */
  readonly addresses: readonly string[];
  /** The port of the endpoints: 1 to 65535. Managed clusters often have 443. @default 6443 */
  readonly port?: number;
}

/** The factory of a peer. */
export type PeerFactory = 'namespace' | 'pods' | 'sameNamespace' | 'apiServer';

/** What pods of a client namespace may call in the cluster, for {@link ClientNamespaceProps.allow}. */
export class ClusterPeer {
  /**
   * All pods of another namespace.
   *
   * @param namespace a name, or a `Namespace` of cdk8s-plus
   */
  public static namespace(namespace: NamespaceReference, props: PeerPorts = {}): ClusterPeer {
    return new ClusterPeer('namespace', { ...props, namespace });
  }

  /** Pods with these labels, of a namespace or of the client namespace itself. */
  public static pods(props: PodsPeerProps): ClusterPeer {
    return new ClusterPeer('pods', props);
  }

  /** All pods of the client namespace itself. */
  public static sameNamespace(props: PeerPorts = {}): ClusterPeer {
    return new ClusterPeer('sameNamespace', props);
  }

  /** The API server of the cluster. It has no pods that a NetworkPolicy could select, so its addresses are needed. */
  public static apiServer(props: ApiServerPeerProps): ClusterPeer {
    return new ClusterPeer('apiServer', props);
  }

  protected readonly [PEER]: PeerFactory;

  private constructor(
    factory: PeerFactory,
    /** The properties that the factory got. */
    public readonly props: PeerPorts | PodsPeerProps | ApiServerPeerProps,
  ) {
    this[PEER] = factory;
  }
}

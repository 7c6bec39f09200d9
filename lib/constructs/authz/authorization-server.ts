import { SERVER } from '../../core/brand';
import {
  type NamespaceReference,
  namespaceName,
  readWorkload,
  type ServiceAccountReference,
  type WorkloadObject,
} from '../../core/named-resource';
import type { ApiServerPeerProps } from '../network/cluster-peer';
import type { ServerImageProps } from './server-image';
import type { ServerPodProps } from './server-pod-props';

/** The properties of a server that the construct deploys. */
export interface DeployedServerProps extends ServerImageProps, ServerPodProps {
  /** The number of pods, at least 1. `Deployment.spec.replicas`. @default 2 */
  readonly replicas?: number;
  /**
   * The service account of its pods, for example one with the pull secret of your registry: a name, or a `ServiceAccount`
   * of cdk8s-plus, in the gateway's namespace. `Deployment.spec.template.spec.serviceAccountName`.
   *
   * @default - the service account `default`
   */
  readonly serviceAccount?: ServiceAccountReference;
  /** The API server of the cluster, which version 0.3 needs. @default - none: the network policy denies all egress */
  readonly apiServer?: ApiServerPeerProps;
}

/** The properties of a server that exists. */
export interface ExistingServerProps {
  /** The name of its Service, whose port must have the name `grpc` or the `appProtocol` `kubernetes.io/h2c`. */
  readonly serviceName: string;
  /** Its namespace: a name, or a `Namespace` of cdk8s-plus. @default - the namespace of the gateway */
  readonly namespace?: NamespaceReference;
  /** The port of the Service, 1 to 65535. @default 9081 */
  readonly port?: number;
  /**
   * Labels that select its pods. In the namespace of the gateway, where all other connections are denied, they are required: a
   * NetworkPolicy then admits the gateway to these pods.
   *
   * @default - unknown: the gateway may call all pods of the namespace of the server
   */
  readonly labels?: Readonly<Record<string, string>>;
  /** The port on which kubelet probes its pods, 1 to 65535. It is opened in the namespace of the gateway. @default 9080 */
  readonly probePort?: number;
}

/** The properties of a server that your own workload runs. */
export interface WorkloadServerProps {
  /** The workload: a `Deployment`, `StatefulSet` or `DaemonSet` of cdk8s-plus, or `{ matchLabels, metadata: { namespace } }`. */
  readonly workload: WorkloadObject;
  /** The gRPC port of the server, 1 to 65535. @default 9081 */
  readonly port?: number;
  /** The port on which kubelet probes its pods, 1 to 65535. It is opened in the namespace of the gateway. @default 9080 */
  readonly probePort?: number;
}

type ServerFactory = 'deploy' | 'existing' | 'runBy';

/** The Kyverno authorization server, which decides on requests: deployed by the construct, or your own. */
export class AuthorizationServer {
  /** Deploys the server in the namespace of the gateway: ConfigMap, Deployment, Service, and policies that admit the gateway only. */
  public static deploy(props: DeployedServerProps = {}): AuthorizationServer {
    return new AuthorizationServer('deploy', props, undefined);
  }

  /**
   * A server that exists, and that decides only for this gateway. From version 0.3 on, it must read its policy from the key
   * `policy.yaml` of the ConfigMap `<name>-policy`, mounted as a file. Restart it when the ConfigMap changes.
   *
   * In the namespace of the gateway, the construct adds a NetworkPolicy that admits the gateway, and the probes of kubelet. All other
   * connections there are denied: if the server itself calls others, such as the API server, add a NetworkPolicy for its egress.
   */
  public static existing(props: ExistingServerProps): AuthorizationServer {
    return new AuthorizationServer('existing', undefined, props);
  }

  /**
   * A server that your own workload runs. The construct creates its Service in the namespace of the workload, with the protocol
   * that Envoy needs. The requirements are those of {@link AuthorizationServer.existing}.
   */
  public static runBy(props: WorkloadServerProps): AuthorizationServer {
    return new AuthorizationServer('runBy', undefined, undefined, props);
  }

  protected readonly [SERVER]: ServerFactory;

  private constructor(
    factory: ServerFactory,
    /** The properties of a server that the construct deploys; else `undefined`. */
    public readonly deployed: DeployedServerProps | undefined,
    /** The properties of a server that exists; else `undefined`. */
    public readonly existing: ExistingServerProps | undefined,
    /** The properties of a server that a workload of the user runs; else `undefined`. */
    public readonly byWorkload: WorkloadServerProps | undefined = undefined,
  ) {
    this[SERVER] = factory;
  }

  /** The specified namespace; `undefined` for the namespace of the gateway. */
  public get namespace(): string | undefined {
    if (this.byWorkload) return readWorkload(this.byWorkload.workload).namespace;
    return this.existing?.namespace === undefined ? undefined : namespaceName(this.existing.namespace);
  }

  /** The specified port; `undefined` for the default. */
  public get port(): number | undefined {
    return (this.existing ?? this.byWorkload)?.port;
  }

  /** The labels of the pods of a server that the construct does not deploy; `undefined` if they are unknown. */
  public get podLabels(): Readonly<Record<string, string>> | undefined {
    return this.byWorkload ? readWorkload(this.byWorkload.workload).labels : this.existing?.labels;
  }
}

import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { Deployment, type DeploymentSpec } from '../../../imports/apps/deployment';
import { ConfigMap } from '../../../imports/core/config-map';
import { Service } from '../../../imports/core/service';
import { NetworkPolicy } from '../../../imports/networking.k8s.io/network-policy';
import { SERVER } from '../../core/brand';
import { DATAPLANE_MODE, GATEWAY_NAME } from '../../core/labels';
import {
  type NamespaceReference,
  namespaceName,
  readServiceAccount,
  readWorkload,
  type ServiceAccountReference,
  type WorkloadObject,
} from '../../core/named-resource';
import { asRange } from '../../core/net/cidr';
import { NODE_ADDRESSES } from '../../core/node-addresses';
import type { ServerRelease } from '../../core/platform';
import { HBONE_PORT } from '../../core/ports';
import { makeObject } from '../base/api-object';

/** The ports of the server: for Envoy's requests, and for kubelet's probes. */
const PORTS = { grpc: 9081, probes: 9080 } as const;
/** The sources of kubelet's probes to a pod that ztunnel captures. */
const PROBE_SOURCES = NODE_ADDRESSES.map(asRange);
const POLICY_FILE = 'policy.yaml';

type Labels = Readonly<Record<string, string>>;

/** The properties of a server that the construct deploys. */
export interface DeployedServerProps {
  /** The number of pods, at least 1. `Deployment.spec.replicas`. @default 2 */
  readonly replicas?: number;
  /**
   * The container image, for example from your own registry. Prefer a digest to a tag.
   * `Deployment.spec.template.spec.containers[].image`.
   *
   * @default - the released image of the selected version of the authorization server
   */
  readonly image?: string;
  /**
   * The service account of its pods, for example one with the pull secret of your registry: a name, or a `ServiceAccount`
   * of cdk8s-plus, in the gateway's namespace. `Deployment.spec.template.spec.serviceAccountName`.
   *
   * @default - the service account `default`
   */
  readonly serviceAccount?: ServiceAccountReference;
}

/** The properties of a server that exists. */
export interface ExistingServerProps {
  /** The name of its Service, whose port must have the name `grpc` or the `appProtocol` `kubernetes.io/h2c`. */
  readonly serviceName: string;
  /** Its namespace: a name, or a `Namespace` of cdk8s-plus. @default - the namespace of the gateway */
  readonly namespace?: NamespaceReference;
  /** The port of the Service, 1 to 65535. @default 9081 */
  readonly port?: number;
}

/** The properties of a server that your own workload runs. */
export interface WorkloadServerProps {
  /** The workload: a `Deployment`, `StatefulSet` or `DaemonSet` of cdk8s-plus, or `{ matchLabels, metadata: { namespace } }`. */
  readonly workload: WorkloadObject;
  /** The gRPC port of the server, 1 to 65535. @default 9081 */
  readonly port?: number;
}

type ServerFactory = 'deploy' | 'existing' | 'runBy';

/** The Kyverno authorization server, which decides on requests: deployed by the construct, or your own. */
export class AuthorizationServer {
  /** Deploys the server in the namespace of the gateway: ConfigMap, Deployment, Service and NetworkPolicy. */
  public static deploy(props: DeployedServerProps = {}): AuthorizationServer {
    return new AuthorizationServer('deploy', props, undefined);
  }

  /**
   * A server that exists, and that decides only for this gateway. From version 0.3 on, it must read its policy from the key
   * `policy.yaml` of the ConfigMap `<name>-policy`, mounted as a file. Restart it when the ConfigMap changes.
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
}

/** The data for the objects of a deployed server. */
export interface ServerParts extends DeployedServerProps {
  readonly name: string;
  /** The metadata of all its objects: name, namespace, waivers. */
  readonly metadata: ApiObjectMetadata;
  readonly gatewayName: string;
  readonly release: ServerRelease;
  /** The hash of the policy. A change of it restarts the server, which reads the policy only when it starts. */
  readonly policyHash: string;
}

/** The name of the ConfigMap that holds the policy. */
export const policyConfigMap = (name: string): string => `${name}-policy`;

/** Creates the ConfigMap with the policy. Kyverno's webhook rejects the policy as an object in the cluster. */
export function makePolicyConfigMap(scope: Construct, metadata: ApiObjectMetadata, text: string): void {
  makeObject(scope, 'Policy', ConfigMap, { metadata, data: { [POLICY_FILE]: text } });
}

/** Creates the Deployment that reads the policy and answers the gateway, with its Service and NetworkPolicy. */
export function makeServer(scope: Construct, parts: ServerParts): void {
  const { name, replicas = 2, policyHash } = parts;
  const selector: Labels = { 'app.kubernetes.io/name': name };
  const annotations = { 'cdk8s-egress/policy-sha256': policyHash };
  const metadata = { ...parts.metadata, labels: selector };
  const labels = { ...selector, [DATAPLANE_MODE]: 'ambient' };
  makeObject(scope, 'Server', Deployment, {
    metadata,
    spec: {
      replicas,
      selector: { matchLabels: selector },
      template: { metadata: { labels, annotations }, spec: podSpec(parts) },
    },
  });
  makeService(scope, metadata, selector);
  makeNetworkPolicy(scope, { ...parts, metadata }, selector);
}

/** Creates the Service through which the gateway reaches the server. */
export function makeService(scope: Construct, metadata: ApiObjectMetadata, selector: Labels, port: number = PORTS.grpc): void {
  makeObject(scope, 'Service', Service, {
    metadata,
    // With neither the name nor the protocol, Envoy uses HTTP/1.1 and refuses every request.
    spec: { selector, ports: [{ name: 'grpc', port, appProtocol: 'kubernetes.io/h2c' }] },
  });
}

function podSpec({ name, release, image = release.image, serviceAccount }: ServerParts): DeploymentSpec['template']['spec'] {
  return {
    ...(serviceAccount !== undefined && { serviceAccountName: readServiceAccount(serviceAccount).name }),
    automountServiceAccountToken: release.needsApiServer,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'server',
        image,
        args: [
          ...release.command,
          '--kube-policy-source=false',
          '--external-policy-source=file:///policies',
          `--grpc-address=:${PORTS.grpc}`,
          `--probes-address=:${PORTS.probes}`,
        ],
        ports: [
          { name: 'grpc', containerPort: PORTS.grpc },
          { name: 'probes', containerPort: PORTS.probes },
        ],
        readinessProbe: probe('/readyz'),
        livenessProbe: probe('/livez'),
        resources: {
          requests: { cpu: '100m', memory: '128Mi' },
          limits: { memory: '384Mi' },
        },
        securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
        // Mounts the file alone: a mounted ConfigMap folder contains each file twice, through symbolic links.
        volumeMounts: [{ name: 'policy', mountPath: `/policies/${POLICY_FILE}`, subPath: POLICY_FILE, readOnly: true }],
      },
    ],
    volumes: [{ name: 'policy', configMap: { name: policyConfigMap(name) } }],
  };
}

function probe(path: string) {
  return { httpGet: { path, port: 'probes' }, periodSeconds: 10, timeoutSeconds: 5 };
}

/** Only the gateway can reach the server, through HBONE. The server has no egress, unless it needs the API server. */
function makeNetworkPolicy(scope: Construct, { metadata, gatewayName, release }: ServerParts, selector: Labels): void {
  const port = (number: number) => [{ protocol: 'TCP', port: number }];
  const gateway = { podSelector: { matchLabels: { [GATEWAY_NAME]: gatewayName } } };
  makeObject(scope, 'NetworkPolicy', NetworkPolicy, {
    metadata,
    spec: {
      podSelector: { matchLabels: selector },
      // The address of the API server is unknown, so that egress cannot be limited to it.
      policyTypes: release.needsApiServer ? ['Ingress'] : ['Ingress', 'Egress'],
      ingress: [
        { from: [gateway], ports: port(HBONE_PORT) },
        { from: PROBE_SOURCES.map((cidr) => ({ ipBlock: { cidr } })), ports: port(PORTS.probes) },
      ],
    },
  });
}

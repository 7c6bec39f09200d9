import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { Deployment, type DeploymentSpec } from '../../../imports/apps/deployment';
import { ConfigMap } from '../../../imports/core/config-map';
import { Service } from '../../../imports/core/service';
import { NetworkPolicy } from '../../../imports/networking.k8s.io/network-policy';
import {
  type NamespaceReference,
  namespaceName,
  readServiceAccount,
  readWorkload,
  type ServiceAccountReference,
  type WorkloadObject,
} from '../../core/named-resource';
import type { ServerRelease } from '../../core/platform';
import { makeObject } from '../base/api-object';

/** The port on which the server answers Envoy, and the one of its probes. */
const PORTS = { grpc: 9081, probes: 9080 } as const;
/** Where kubelet's probes of a captured pod come from. */
const PROBE_SOURCES = ['169.254.7.127/32', 'fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128'];
const HBONE = 15008;
const POLICY_FILE = 'policy.yaml';

type Labels = Readonly<Record<string, string>>;

/** How the server is run. */
export interface DeployedServerProps {
  /** How many, at least 1. @default 2 */
  readonly replicas?: number;
  /** Its image, such as one of your own registry, best by digest. @default - the release of the targeted platform */
  readonly image?: string;
  /**
   * The service account of its pods, such as one with the pull secret of your registry: the name of one in the gateway's
   * namespace, or a `ServiceAccount` of cdk8s-plus. `Deployment.spec.template.spec.serviceAccountName`.
   *
   * @default - `default` of the gateway's namespace
   */
  readonly serviceAccount?: ServiceAccountReference;
}

/** A server that exists. */
export interface ExistingServerProps {
  /** Its Service, whose port must be named `grpc` or have `appProtocol: kubernetes.io/h2c`, else every request is refused. */
  readonly serviceName: string;
  /** A name, or a `Namespace` of cdk8s-plus. @default - the namespace of the gateway */
  readonly namespace?: NamespaceReference;
  /** The port of the Service. @default 9081 */
  readonly port?: number;
}

/** A server that a workload of yours runs. */
export interface WorkloadServerProps {
  /** The workload: a `Deployment`, `StatefulSet` or `DaemonSet` of cdk8s-plus, or `{ matchLabels, metadata: { namespace } }`. */
  readonly workload: WorkloadObject;
  /** The port on which the server answers gRPC. @default 9081 */
  readonly port?: number;
}

/** The Kyverno authorization server that decides: run by the construct, or brought along. */
export class AuthorizationServer {
  /** Runs the server beside the gateway: ConfigMap, Deployment, Service and NetworkPolicy. */
  public static deploy(props: DeployedServerProps = {}): AuthorizationServer {
    return new AuthorizationServer(props, undefined);
  }

  /**
   * A server that exists and decides for this gateway alone. From 0.3 on it has to read its policy from the ConfigMap
   * `<name>-policy`, key `policy.yaml`, mounted as a file, and be restarted when that changes.
   */
  public static existing(props: ExistingServerProps): AuthorizationServer {
    return new AuthorizationServer(undefined, props);
  }

  /**
   * A server that a workload of yours runs. The construct makes its Service, whose port Envoy then speaks HTTP/2 to, in the
   * namespace of the workload. Else as {@link AuthorizationServer.existing}.
   */
  public static runBy(props: WorkloadServerProps): AuthorizationServer {
    return new AuthorizationServer(undefined, undefined, props);
  }

  private constructor(
    /** How it is run; `undefined` for one that others run. */
    public readonly deployed: DeployedServerProps | undefined,
    /** Its Service; `undefined` for one whose Service is made here. */
    public readonly existing: ExistingServerProps | undefined,
    /** The workload of the user that runs it; `undefined` for every other server. */
    public readonly byWorkload: WorkloadServerProps | undefined = undefined,
  ) {}

  /** The namespace that it was given; `undefined` for that of the gateway. */
  public get namespace(): string | undefined {
    if (this.byWorkload) return readWorkload(this.byWorkload.workload).namespace;
    return this.existing?.namespace === undefined ? undefined : namespaceName(this.existing.namespace);
  }

  /** The port that it was given. */
  public get port(): number | undefined {
    return (this.existing ?? this.byWorkload)?.port;
  }
}

/** What the objects of a deployed server are made from. */
export interface ServerParts extends DeployedServerProps {
  readonly name: string;
  /** What all its objects carry: name, namespace, waivers. */
  readonly metadata: ApiObjectMetadata;
  readonly gatewayName: string;
  readonly release: ServerRelease;
  /** Changes with the policy, so that a change rolls out: the server reads its file once, when it starts. */
  readonly policyHash: string;
}

/** The name of the ConfigMap that holds the policy. */
export const policyConfigMap = (name: string): string => `${name}-policy`;

/** The ConfigMap that holds the policy. Kyverno's own webhook refuses it as an object in the cluster. */
export function makePolicyConfigMap(scope: Construct, metadata: ApiObjectMetadata, text: string): void {
  makeObject(scope, 'Policy', ConfigMap, { metadata, data: { [POLICY_FILE]: text } });
}

/** The workload that reads the policy and answers the gateway. */
export function makeServer(scope: Construct, parts: ServerParts): void {
  const { name, replicas = 2, policyHash } = parts;
  const selector: Labels = { 'app.kubernetes.io/name': name };
  const annotations = { 'cdk8s-egress/policy-sha256': policyHash };
  const metadata = { ...parts.metadata, labels: selector };
  const labels = { ...selector, 'istio.io/dataplane-mode': 'ambient' };
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

/** The Service by which the gateway reaches the server. */
export function makeService(scope: Construct, metadata: ApiObjectMetadata, selector: Labels, port: number = PORTS.grpc): void {
  makeObject(scope, 'Service', Service, {
    metadata,
    // The name and the protocol: with neither, Envoy speaks HTTP/1.1 to it and every request is refused.
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
        // One file, not the folder: a mounted folder holds the file twice.
        volumeMounts: [{ name: 'policy', mountPath: `/policies/${POLICY_FILE}`, subPath: POLICY_FILE, readOnly: true }],
      },
    ],
    volumes: [{ name: 'policy', configMap: { name: policyConfigMap(name) } }],
  };
}

function probe(path: string) {
  return { httpGet: { path, port: 'probes' }, periodSeconds: 10, timeoutSeconds: 5 };
}

/** Only the gateway asks, by HBONE; the server itself goes nowhere. */
function makeNetworkPolicy(scope: Construct, { metadata, gatewayName, release }: ServerParts, selector: Labels): void {
  const port = (number: number) => [{ protocol: 'TCP', port: number }];
  const gateway = { podSelector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': gatewayName } } };
  makeObject(scope, 'NetworkPolicy', NetworkPolicy, {
    metadata,
    spec: {
      podSelector: { matchLabels: selector },
      // A server that looks for the API server must reach it, wherever that is.
      policyTypes: release.needsApiServer ? ['Ingress'] : ['Ingress', 'Egress'],
      ingress: [
        { from: [gateway], ports: port(HBONE) },
        { from: PROBE_SOURCES.map((cidr) => ({ ipBlock: { cidr } })), ports: port(PORTS.probes) },
      ],
    },
  });
}

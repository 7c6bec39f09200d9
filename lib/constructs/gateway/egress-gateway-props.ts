import type { NamespaceReference } from '../../core/named-resource';
import type { EgressConstructProps } from '../base/egress-construct';
import type { AccessLog } from './access-log';
import type { Listener } from './listener';

/** How an {@link EgressGateway} is made. */
export interface EgressGatewayProps extends EgressConstructProps {
  /** The name of the Gateway and of its Service: a DNS label of at most 63 characters. */
  readonly name: string;
  /**
   * The namespace of the Gateway, its hosts and its authorization. Best one of its own. A `Namespace` of cdk8s-plus gets the sync
   * wave by which Argo CD applies it first, unless it has one; put it into the chart of the gateway, so that `kubectl` does too.
   */
  readonly namespace: NamespaceReference;
  /**
   * Makes the Namespace too, enrolled in ambient (`istio.io/dataplane-mode: ambient`). Not for a `namespace` that is an object.
   *
   * @default false - it exists
   */
  readonly createNamespace?: boolean;
  /**
   * The ports that clients send requests to. `Gateway.spec.listeners`.
   *
   * @default - one: `{ name: 'http', port: 8080 }`
   */
  readonly listeners?: readonly Listener[];
  /**
   * Whether a request needs a positive decision of an `ExtAuthPolicy` to leave. `'none'` is the finding
   * `egress/no-decision`, which wants a waiver with the reason.
   *
   * @default 'required'
   */
  readonly decision?: 'required' | 'none';
  /**
   * What is logged of each request; `false` is the finding `egress/access-log`.
   *
   * @default - every field of `ACCESS_LOG_FIELDS`, paths without their query
   */
  readonly accessLog?: AccessLog | false;
  /** Replicas of the proxy, at least 1. `GatewayParameters.spec.kube.deployment.replicas`. @default 2 */
  readonly replicas?: number;
  /** `Gateway.spec.gatewayClassName`. @default 'kgateway' */
  readonly gatewayClass?: string;
  /**
   * The type of the gateway's Service. Anything but `ClusterIP` publishes an open proxy and is the finding
   * `egress/exposed-gateway`. `GatewayParameters.spec.kube.service.type`.
   *
   * @default 'ClusterIP'
   */
  readonly serviceType?: 'ClusterIP' | 'NodePort' | 'LoadBalancer';
  /**
   * Whose routes the listeners take. `All` lets a longer path in any namespace take over a host's traffic and is the
   * finding `egress/foreign-routes`. `Gateway.spec.listeners[].allowedRoutes.namespaces.from`.
   *
   * @default 'Same'
   */
  readonly allowedRoutes?: 'Same' | 'All';
}

/**
 * How a gateway of another repository is referred to. That repository makes it with this library: the refusal, the strip of
 * the decision and the limit of concurrent retries stand there.
 */
export interface ImportedGatewayProps {
  /** The name of the Gateway. */
  readonly name: string;
  /** Its namespace, in which the hosts' objects go: a name, or a `Namespace` of cdk8s-plus. */
  readonly namespace: NamespaceReference;
  /** Its listeners. @default - unknown: hosts name theirs unchecked, or take all */
  readonly listeners?: readonly Listener[];
  /** What its owner set. @default 'required' */
  readonly decision?: 'required' | 'none';
}

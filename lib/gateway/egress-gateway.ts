import type { Construct } from 'constructs';
import { Namespace } from '../../imports/core/namespace';
import { BackendConfigPolicy } from '../../imports/gateway.kgateway.dev/backend-config-policy';
import { DirectResponse } from '../../imports/gateway.kgateway.dev/direct-response';
import { GatewayParameters } from '../../imports/gateway.kgateway.dev/gateway-parameters';
import { HTTPListenerPolicy } from '../../imports/gateway.kgateway.dev/http-listener-policy';
import { ListenerPolicy } from '../../imports/gateway.kgateway.dev/listener-policy';
import { Gateway } from '../../imports/gateway.networking.k8s.io/gateway';
import { HTTPRoute } from '../../imports/gateway.networking.k8s.io/http-route';
import { ownElsewhere } from '../collect';
import type { EgressConstructProps } from '../egress-construct';
import type { Finding } from '../finding';
import { makeObject } from '../make-object';
import { Platform } from '../platform';
import { type AccessLog, jsonFormat } from './access-log';
import { Decision } from './decision';
import { GatewayBase, type IEgressGateway } from './gateway-base';
import { gatewayChecks } from './gateway-checks';
import type { Listener } from './listener';
import { retryLimitSpec } from './retry-limit';

/** How an {@link EgressGateway} is made. */
export interface EgressGatewayProps extends EgressConstructProps {
  /** The name of the Gateway and of its Service: a DNS label of at most 63 characters. */
  readonly name: string;
  /** The namespace of the Gateway, its hosts and its authorization. Best one of its own. */
  readonly namespace: string;
  /**
   * Makes the Namespace too, enrolled in ambient (`istio.io/dataplane-mode: ambient`).
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
  /** Its namespace, in which the hosts' objects go. */
  readonly namespace: string;
  /** Its listeners. @default - unknown: hosts name theirs unchecked, or take all */
  readonly listeners?: readonly Listener[];
  /** What its owner set. @default 'required' */
  readonly decision?: 'required' | 'none';
}

/**
 * The one exit from the mesh: a Gateway of kgateway with a ClusterIP Service, its pods in ambient but with DNS capture off,
 * a JSON access log, room for the retries of its hosts, and a refusal for every request that nobody decided on, to unknown hosts too.
 *
 * @see https://kgateway.dev/docs/envoy/latest/
 */
export class EgressGateway extends GatewayBase {
  /** A gateway that another repository owns, for hosts or a policy declared in this one. */
  public static fromGatewayName(scope: Construct, id: string, props: ImportedGatewayProps): IEgressGateway {
    return new ImportedGateway(scope, id, props);
  }

  public readonly gatewayName: string;
  public readonly namespace: string;
  public readonly listeners: readonly Listener[];
  public readonly decision: Decision | undefined;

  private readonly platform: Platform;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: EgressGatewayProps,
  ) {
    super(scope, id, props);
    this.platform = Platform.of(this);
    this.gatewayName = props.name;
    this.namespace = props.namespace;
    this.listeners = props.listeners ?? [{ name: 'http', port: 8080 }];
    this.decision = props.decision === 'none' ? undefined : new Decision(props.name);
    if (props.createNamespace) this.makeNamespace();
    this.makeParameters();
    this.makeListenerPolicy();
    this.makeRetryLimit();
    this.makeGateway();
    if (this.decision) this.makeRefusal(this.decision);
  }

  protected override examine(): readonly Finding[] {
    const subject = { props: this.props, listeners: this.listeners, policies: this.policies.length, can: this.platform.can };
    return [...super.examine(), ...this.check(subject, gatewayChecks)];
  }

  private meta(kind: string, name = this.gatewayName) {
    return this.metadata(kind, { name, namespace: this.namespace });
  }

  private makeNamespace(): void {
    const labels = { 'istio.io/dataplane-mode': 'ambient' };
    makeObject(this, 'Namespace', Namespace, { metadata: this.clusterMetadata('Namespace', { name: this.namespace, labels }) });
  }

  private makeParameters(): void {
    makeObject(this, 'Parameters', GatewayParameters, {
      metadata: this.meta('GatewayParameters'),
      spec: {
        kube: {
          deployment: { replicas: this.props.replicas ?? 2 },
          service: { type: this.props.serviceType ?? 'ClusterIP' },
          podTemplate: {
            // Every gateway pod must be captured, else callers are not authenticated; but with DNS capture on, Envoy would
            // resolve a ServiceEntry's host to its virtual address and come back through ztunnel.
            extraLabels: { 'istio.io/dataplane-mode': 'ambient' },
            extraAnnotations: { 'ambient.istio.io/dns-capture': 'false' },
          },
        },
      },
    });
  }

  private makeListenerPolicy(): void {
    const { accessLog = {} } = this.props;
    const settings = {
      ...(accessLog && { accessLog: [{ fileSink: { path: '/dev/stdout', jsonFormat: jsonFormat(accessLog) } }] }),
      // Runs before authorization: no client can bring a decision along.
      ...(this.decision && this.platform.can.earlyHeaderStrip && { earlyRequestHeaderModifier: { remove: [Decision.HEADER] } }),
    };
    if (Object.keys(settings).length === 0) return;
    const targetRefs = [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: this.gatewayName }];
    const kind = this.platform.can.listenerPolicyKind;
    const metadata = this.meta(kind);
    if (kind === 'ListenerPolicy') {
      makeObject(this, 'ListenerPolicy', ListenerPolicy, { metadata, spec: { targetRefs, default: { httpSettings: settings } } });
    } else {
      makeObject(this, 'ListenerPolicy', HTTPListenerPolicy, { metadata, spec: { targetRefs, ...settings } });
    }
  }

  private makeRetryLimit(): void {
    const spec = retryLimitSpec(this.gatewayName, this.platform.can);
    if (spec) makeObject(this, 'RetryLimit', BackendConfigPolicy, { metadata: this.meta('BackendConfigPolicy'), spec });
  }

  private makeGateway(): void {
    const from = this.props.allowedRoutes ?? 'Same';
    makeObject(this, 'Resource', Gateway, {
      metadata: this.meta('Gateway'),
      spec: {
        gatewayClassName: this.props.gatewayClass ?? 'kgateway',
        infrastructure: { parametersRef: { group: 'gateway.kgateway.dev', kind: 'GatewayParameters', name: this.gatewayName } },
        listeners: this.listeners.map(({ name, port }) => ({
          name,
          port,
          protocol: 'HTTP',
          allowedRoutes: { namespaces: { from } },
        })),
      },
    });
  }

  /** Answers what was not decided; and, by a route without hostnames, hosts that nobody declared, once decided and logged. */
  private makeRefusal(decision: Decision): void {
    makeObject(this, 'Refusal', DirectResponse, {
      metadata: this.meta('DirectResponse', decision.refusalName),
      spec: { status: 403, body: 'egress refused: no decision' },
    });
    makeObject(this, 'UnknownHosts', HTTPRoute, {
      metadata: this.meta('HTTPRoute', `${this.gatewayName}-unknown-hosts`),
      spec: {
        parentRefs: this.listeners.map(({ name }) => ({ name: this.gatewayName, sectionName: name })),
        rules: [decision.refusal],
      },
    });
  }
}

class ImportedGateway extends GatewayBase {
  public readonly gatewayName: string;
  public readonly namespace: string;
  public readonly listeners: readonly Listener[] | undefined;
  public readonly decision: Decision | undefined;

  constructor(scope: Construct, id: string, props: ImportedGatewayProps) {
    super(scope, id, {});
    this.gatewayName = props.name;
    this.namespace = props.namespace;
    this.listeners = props.listeners;
    this.decision = props.decision === 'none' ? undefined : new Decision(props.name);
    const place = (kind: string, name: string) => `${kind} ${props.namespace}/${name}`;
    ownElsewhere(this, [
      place('Gateway', props.name),
      // Its limit of concurrent retries.
      place('BackendConfigPolicy', props.name),
      ...(this.decision ? [place('DirectResponse', this.decision.refusalName)] : []),
    ]);
  }
}

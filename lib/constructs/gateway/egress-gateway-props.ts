import type { Duration } from '../../core/duration';
import type { NamespaceReference } from '../../core/named-resource';
import type { EgressConstructProps } from '../base/egress-construct';
import type { CallerSet } from '../caller/caller-set';
import type { Listener } from '../caller/listener';
import type { AccessLog } from './access-log';
import type { GatewayNetworkProps } from './network-props';
import type { RateLimit } from './rate-limit';
import type { Refusals } from './refusals';

/** The properties of an {@link EgressGateway}. */
export interface EgressGatewayProps extends EgressConstructProps, GatewayNetworkProps {
  /** The name of the Gateway and of its Service: a DNS label of at most 63 characters. `Gateway.metadata.name`. */
  readonly name: string;
  /**
   * The namespace of the Gateway, of its hosts and of its authorization. Use a namespace for the gateway alone.
   *
   * A `Namespace` of cdk8s-plus gets the sync wave by which Argo CD applies it first, unless it has a sync wave. Create it in the
   * chart of the gateway, so that `kubectl` applies it first too.
   */
  readonly namespace: NamespaceReference;
  /**
   * Whether to create the Namespace too, in the ambient mesh (`istio.io/dataplane-mode: ambient`). If `namespace` is an object,
   * leave it out.
   *
   * @default false - the namespace exists
   */
  readonly createNamespace?: boolean;
  /**
   * The sets of callers of hosts that other repositories declare. Each has a listener. `Gateway.spec.listeners`.
   *
   * @default - the sets that the hosts of this app name as their callers
   */
  readonly callerSets?: readonly CallerSet[];
  /**
   * Whether the listeners of the sets are in ListenerSets, for more than 64. The pods, the Service and the ports stay the same, so
   * callers notice nothing. The name of a listener decides on its ListenerSet, `<name>-1` to `<name>-17`, so that no other moves it. The
   * Gateway accepts ListenerSets of its own namespace (`Gateway.spec.allowedListeners`), and has one listener, which nobody may call.
   * Needs kgateway 2.3 and Gateway API 1.5.
   *
   * @default false - the Gateway has the listeners: at most 64
   */
  readonly listenerSets?: boolean;
  /**
   * Whether a request needs a positive decision of an `ExtAuthPolicy`. `'none'` is reported as `egress/no-decision`: waive that
   * rule with the reason. `'while-available'` is for a gateway whose hosts must stay reachable: its `ExtAuthPolicy` decides on each request
   * while a server answers, and all requests leave while none does. Each of its hosts needs `undecided`. It is reported as
   * `egress/fail-open`, waived with their reasons.
   *
   * @default 'required'
   */
  readonly decision?: 'required' | 'none' | 'while-available';
  /**
   * The fields of the access log. `false` disables the log, which is reported as `egress/access-log`.
   *
   * @default - all fields of `ACCESS_LOG_FIELDS`, paths without the query string
   */
  readonly accessLog?: AccessLog | false;
  /**
   * The responses by which callers learn why the gateway refused a request, and where to ask. They cover everything that the gateway
   * answers itself: denials, unknown hosts, rate limits, outages, and hosts that do not answer. Needs kgateway 2.4.
   * `ListenerPolicy.spec.default.httpSettings.localReplies`.
   *
   * @default - the message of the `ExtAuthPolicy`, and the texts of Envoy
   */
  readonly refusals?: Refusals;
  /**
   * How many requests each set of callers may send, to all hosts together. Every set has a limit of its own, with the same numbers. A host
   * with `rateLimit` is not under it, because Envoy applies one limit to a request; that is reported as `input/rate-limit`.
   * `TrafficPolicy.spec.rateLimit.local` of the Gateway.
   *
   * @default - no limit
   */
  readonly rateLimit?: RateLimit;
  /**
   * Whether callers can open WebSockets, to all hosts. The request that opens one is decided like every other, and nothing that it carries
   * afterwards. It needs HTTP/1.1 to the host, which is the default. Bound its time by `maxStreamDuration` of the host.
   * `ListenerPolicy.spec.default.httpSettings.upgradeConfig`.
   *
   * @default false - such a request gets 403
   */
  readonly webSockets?: boolean;
  /**
   * The time after which a request ends if neither side sends anything: while it waits for the response, and during a stream. Set it
   * for streams that pause for minutes, such as answers of language models. A duration such as `30m`, or `'none'` for no limit. It
   * applies to all hosts, because Envoy reads the limit of a route before the decision selects the route of the host.
   * `ListenerPolicy.spec.default.httpSettings.streamIdleTimeout`.
   *
   * @default - Envoy's 5 minutes
   */
  readonly streamIdle?: Duration | 'none';
  /**
   * Whether the gateway removes the port from the Host header, so that clients cannot choose the port on which it calls a dynamic
   * host. Set it if dynamic hosts are declared only in other repositories. Hosts then get the header without a port, too, which breaks
   * signatures that cover it, such as for S3 on another port than 443.
   * `ListenerPolicy.spec.default.httpSettings.stripHostPortMode`.
   *
   * @default - true if a host of this app is dynamic
   */
  readonly stripHostPort?: boolean;
  /**
   * A Secret in the namespace of the gateway with the CAs of the dynamic hosts in `ca.crt`, instead of all CAs of the system. Envoy keeps
   * a copy for each host that it calls: 1.3 MiB with the CAs of Debian. A wildcard has `tls.caSecret` of its own.
   * `BackendConfigPolicy.spec.tls.secretRef`.
   *
   * @default - the CAs of the system
   */
  readonly dynamicCaSecret?: string;
  /** The number of proxy pods, at least 1. `GatewayParameters.spec.kube.deployment.replicas`. @default 2 */
  readonly replicas?: number;
  /** The GatewayClass. `Gateway.spec.gatewayClassName`. @default 'kgateway' */
  readonly gatewayClass?: string;
  /**
   * The type of the gateway's Service. `GatewayParameters.spec.kube.service.type`. Other types than `ClusterIP` expose an open
   * proxy, and are reported as `egress/exposed-gateway`.
   *
   * @default 'ClusterIP'
   */
  readonly serviceType?: 'ClusterIP' | 'NodePort' | 'LoadBalancer';
  /**
   * The namespaces whose routes can attach to the gateway. `Gateway.spec.listeners[].allowedRoutes.namespaces.from`. With `All`,
   * a route with a longer path in any namespace can take over the traffic of a host. It is reported as `egress/foreign-routes`.
   *
   * @default 'Same'
   */
  readonly allowedRoutes?: 'Same' | 'All';
}

/**
 * The properties of a gateway that another repository owns. That repository creates it with this library, or with all that an
 * `EgressGateway` makes: without the refusal and the removal of the decision header, it is unsafe. The README lists the parts. If the
 * Gateway is an object of this app, rules report the missing parts.
 */
export interface ImportedGatewayProps {
  /** The name of the Gateway. */
  readonly name: string;
  /** Its namespace, to which the objects of the hosts go too: a name, or a `Namespace` of cdk8s-plus. */
  readonly namespace: NamespaceReference;
  /** Its listeners. @default - unknown: the listeners of hosts are not checked, and routes attach to all listeners */
  readonly listeners?: readonly Listener[];
  /** The value of `listenerSets` that its owner set. @default false */
  readonly listenerSets?: boolean;
  /** The value of `decision` that its owner set. @default 'required' */
  readonly decision?: 'required' | 'none' | 'while-available';
  /**
   * The name of its ExtAuthPolicy's GatewayExtension, to which the routes of hosts refer: the `name` of the `ExtAuthPolicy`. It must be
   * in the same namespace.
   *
   * @default - that of the ExtAuthPolicy of this app. One of both is required, unless `decision` is `'none'`
   */
  readonly extension?: string;
  /**
   * The value of `headersToForward` that its owner set: the only headers that the rules of hosts can read.
   *
   * @default - none
   */
  readonly headersToForward?: readonly string[];
}

import type { Duration } from '../../core/duration';
import type { EgressConstructProps } from '../base/egress-construct';
import type { IEgressGateway } from '../gateway/gateway-base';
import type { AuthorizationServer } from './authorization-server';
import type { RequestCondition } from './request-condition';

/** The properties of an {@link ExtAuthPolicy}. */
export interface ExtAuthPolicyProps extends EgressConstructProps {
  /** The gateway on whose requests it decides. */
  readonly gateway: IEgressGateway;
  /** The name of the GatewayExtension, of its TrafficPolicy and of the server's objects: a DNS label of at most 63 characters. */
  readonly name: string;
  /**
   * The conditions under which requests may leave. One of them must hold for every request, whatever the rules of its host say. All
   * other requests, and those to other hosts, get a 403.
   */
  readonly allow: readonly RequestCondition[];
  /** The body of the response to denied requests. @default 'Access denied by egress policy' */
  readonly message?: string;
  /**
   * Request headers that the server must see besides those that conditions of this app read: those that the rules of hosts in other
   * repositories read. `GatewayExtension.spec.extAuth.headersToForward`.
   *
   * @default - none: the server, and its log, see no other header
   */
  readonly headersToForward?: readonly string[];
  /**
   * How long the gateway waits for the server before it refuses the request: a duration such as `500ms`.
   * `GatewayExtension.spec.extAuth.grpcService.requestTimeout`. Envoy's default of 200 ms is too short to rely on.
   *
   * @default '1s'
   */
  readonly timeout?: Duration;
  /**
   * The source addresses from which istio-cni lets processes of the node call the gateway, pods with `hostNetwork` included. Such
   * a process has no identity, and Istio's policies do not apply to it. So its requests get a 403, whatever `allow` says. Each
   * entry is an IPv4 or IPv6 address. An empty list lets these processes call. Use it only if a pod with `hostNetwork` must call the
   * gateway, and write the reason next to it.
   *
   * @default - those of istio-cni: 169.254.7.127 and fd16:9254:7127:1337:ffff:ffff:ffff:ffff
   */
  readonly nodeAddresses?: readonly string[];
  /** The server that decides. @default AuthorizationServer.deploy() */
  readonly server?: AuthorizationServer;
  /** The name of the request policy, which the access log records with each decision: a DNS subdomain. @default - `name` */
  readonly policyName?: string;
}

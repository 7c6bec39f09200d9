import type { Duration } from '../../core/duration';
import type { EgressConstructProps } from '../base/egress-construct';
import type { IEgressGateway } from '../gateway/gateway-base';
import type { AuthorizationServer } from './authorization-server';
import type { RequestCondition } from './request-condition';

/** How an {@link ExtAuthPolicy} is made. */
export interface ExtAuthPolicyProps extends EgressConstructProps {
  /** The gateway whose requests it decides on. */
  readonly gateway: IEgressGateway;
  /** The name of the GatewayExtension, its TrafficPolicy and the server's objects: a DNS label. */
  readonly name: string;
  /**
   * What lets a request to a declared, approved host leave: any one of these. A request that meets none, or goes to any
   * other host, is answered 403.
   */
  readonly allow: readonly RequestCondition[];
  /** The body of a refusal. @default 'Access denied by egress policy' */
  readonly message?: string;
  /**
   * Hosts that other repositories declare on this gateway, and that may be left to. They are approved there.
   *
   * @default - none
   */
  readonly hosts?: readonly string[];
  /**
   * How long the gateway waits for the server, after which it refuses the request.
   * `GatewayExtension.spec.extAuth.grpcService.requestTimeout`, of which Envoy's default of 200 ms is too short to rely on.
   *
   * @default '1s'
   */
  readonly timeout?: Duration;
  /** The server that decides. @default AuthorizationServer.deploy() */
  readonly server?: AuthorizationServer;
  /** The name of the request policy, which the access log gives with each decision. @default - `name` */
  readonly policyName?: string;
}

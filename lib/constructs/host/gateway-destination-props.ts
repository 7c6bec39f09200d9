import type { EgressConstructProps } from '../base/egress-construct';
import type { Callers } from '../caller/caller-sets';
import type { IEgressGateway } from '../gateway/gateway-base';
import type { Approval } from './approval';

/** The properties of every destination outside the cluster. */
export interface GatewayDestinationProps extends EgressConstructProps {
  /** The gateway through which it is reached. */
  readonly gateway: IEgressGateway;
  /** Its DNS name in lower case, such as `api.example.com`, without scheme, port or path. No wildcard, no IP address. */
  readonly host: string;
  /** Its port, 1 to 65535. */
  readonly port: number;
  /**
   * Who may call it, at least one: `[Caller.serviceAccount('team-a', 'agent')]`, or a `CallerSet` that several hosts share. Hosts of
   * a gateway with the same callers share a listener, on which nobody else can call. `spec.parentRefs[].sectionName` of the route.
   */
  readonly callers: Callers;
  /**
   * Its addresses, or their ranges, such as `10.20.30.40` or `10.20.0.0/16`. The network policy of the gateway opens exactly these. A
   * host in a private network needs them. Update them when the addresses of the host change. For a gateway of another repository,
   * its owner specifies them.
   *
   * @default - all addresses of the Internet
   */
  readonly addresses?: readonly string[];
  /** Whether, why and for how long it is approved. */
  readonly approval: Approval;
  /**
   * The name of its objects: a DNS subdomain of at most 245 characters.
   *
   * @default - the host
   */
  readonly name?: string;
}

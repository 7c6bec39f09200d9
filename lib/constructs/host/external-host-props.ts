import type { EgressConstructProps } from '../base/egress-construct';
import type { IEgressGateway } from '../gateway/gateway-base';
import type { Approval } from './approval';
import type { DestinationKind, Protocol } from './destination';
import type { ResilienceProps } from './resilience';
import type { Tls } from './tls';

/** How an {@link ExternalHost} is made. */
export interface ExternalHostProps extends EgressConstructProps, ResilienceProps {
  /** The gateway it is reached through. */
  readonly gateway: IEgressGateway;
  /** Its DNS name in lower case, such as `api.example.com`: no scheme, port, path, wildcard or IP address. */
  readonly host: string;
  /** Its port, 1 to 65535. */
  readonly port: number;
  /** Whether, why and how long it may be reached. */
  readonly approval: Approval;
  /**
   * The name of its objects: a DNS subdomain.
   *
   * @default - the host
   */
  readonly name?: string;
  /** Other names for single objects, to take over such as exist. @default - `name` for all */
  readonly objectNames?: ObjectNames;
  /** The listeners of the gateway that lead to it, by name. `HTTPRoute.spec.parentRefs[].sectionName`. @default - all */
  readonly listeners?: readonly string[];
  /**
   * What it speaks: HTTP/1.1, HTTP/2 or gRPC. `ServiceEntry.spec.ports[].protocol`. TCP and UDP can't be decided on request
   * by request, and are refused.
   *
   * @default 'http'
   */
  readonly protocol?: Protocol;
  /** Whether the gateway speaks TLS to it. Plaintext has to be said: `Tls.none()`. @default Tls.originate() */
  readonly tls?: Tls;
  /**
   * The object that names it: Istio's `ServiceEntry`, or kgateway's own `Backend`, which needs no Istio integration on the
   * controller.
   *
   * @default 'ServiceEntry'
   */
  readonly destination?: DestinationKind;
}

/** Names for single objects of a host. */
export interface ObjectNames {
  /** The ServiceEntry or Backend. @default - `name` of the host */
  readonly destination?: string;
  /** The HTTPRoute. @default - `name` of the host */
  readonly route?: string;
  /** The TrafficPolicy; the one for GET and HEAD appends `-reads`. @default - `name` of the host */
  readonly trafficPolicy?: string;
}

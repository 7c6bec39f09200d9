import type { Duration } from '../../core/duration';
import type { RequestRule } from '../authz/request-rule';
import type { Token } from '../authz/tokens/token';
import type { CallerSet } from '../caller/caller-set';
import type { RateLimit } from '../gateway/rate-limit';
import type { Credential } from './credential';
import type { DestinationKind, Protocol } from './destination';
import type { GatewayDestinationProps } from './gateway-destination-props';
import type { ResilienceProps } from './resilience';
import type { Tls } from './tls';
import type { Undecided } from './undecided';
import type { Way } from './way';

/** The properties of an {@link ExternalHost}. */
export interface ExternalHostProps extends GatewayDestinationProps, ResilienceProps {
  /**
   * Its DNS name in lower case, such as `api.example.com`, without scheme, port or path. No IP address. With the destination
   * `dynamic`, it can be a wildcard for all names below a domain, such as `*.s3.eu-central-1.amazonaws.com`.
   */
  readonly host: string;
  /** Its port, 1 to 65535. `ServiceEntry.spec.ports[].number`. */
  readonly port: number;
  /**
   * Which requests may leave: `[RequestRule.deny({ … }), RequestRule.allow({ … })]`. The first rule that a request matches decides. A
   * request that matches none is denied. The rules are in `TrafficPolicy.spec.extAuth.contextExtensions` of the route, so that a change
   * of them restarts nothing. The conditions of the `ExtAuthPolicy` must hold too.
   *
   * @default - every request
   */
  readonly requests?: readonly RequestRule[];
  /**
   * Further sets of callers, each with a listener of its own, so that rules can tell them from `callers`: a rule names sets in its
   * `callers`. The pods call the port of their set, by the Service of the gateway. A set with callers of `callers` is not needed for hosts
   * whose rules are the same for everybody.
   *
   * @default - none
   */
  readonly moreCallers?: readonly CallerSet[];
  /**
   * Until this date, the gateway forwards what `requests` denies, and logs it with `decision: report` and the rule: `YYYY-MM-DD`
   * (midnight UTC) or `YYYY-MM-DDThh:mm:ssZ`. The approval and the conditions of the `ExtAuthPolicy` count all the same.
   *
   * @default - it denies
   */
  readonly reportUntil?: string;
  /**
   * The size of the body up to which conditions read it, in bytes, 1 to 1,048,576. A longer one is answered with 413, and the gateway
   * keeps the whole body before it asks. `TrafficPolicy.spec.extAuth.withRequestBody.maxRequestBytes`.
   *
   * @default - 65,536 if a rule reads the body; else the server does not see it
   */
  readonly maxBodyBytes?: number;
  /**
   * Requests to it may leave undecided while no authorization server answers: `{ allow: true, reason, until }`. Its gateway must have
   * `decision: 'while-available'`, and serve only such hosts. While a server answers, it decides on every request.
   *
   * @default - the gateway refuses all requests while no server answers
   */
  readonly undecided?: Undecided;
  /** The names of single objects, to take over objects that exist. @default - `name` for all objects */
  readonly objectNames?: ObjectNames;
  /**
   * The protocol of the host: HTTP/1.1, HTTP/2 or gRPC. `ServiceEntry.spec.ports[].protocol`. TCP and UDP are not supported,
   * because the gateway decides on each request.
   *
   * @default 'http'
   */
  readonly protocol?: Protocol;
  /** Whether the gateway uses TLS to the host. For plaintext, specify `Tls.none()`. @default Tls.originate() */
  readonly tls?: Tls;
  /**
   * The kind of the object that names it: Istio's `ServiceEntry`, or kgateway's `Backend`, which does not need kgateway's Istio
   * integration. `dynamic` is for many hosts and for wildcards: the gateway resolves the name of each request. It needs TLS, port 443
   * and HTTP/1.1, and the public CAs or, for a wildcard, `tls.caSecret`. In a cluster without IPv6, it is not for
   * hosts that have IPv6 addresses too: Envoy tries these first, so that requests get 503.
   *
   * @default - `ServiceEntry`; `Backend` with `Way.transparent()`; `dynamic` for a wildcard
   */
  readonly destination?: DestinationKind;
  /**
   * How many requests may leave for it, from all callers together. With `retryOn: 'wide-for-reads'`, reads and all other requests are
   * counted separately. `TrafficPolicy.spec.rateLimit.local` of the route.
   *
   * @default - no limit, or that of the gateway
   */
  readonly rateLimit?: RateLimit;
  /**
   * The total time of a response, such as a stream or a WebSocket, after which the gateway ends it: a duration such as `1h`. An approval is
   * decided on when a request begins; this bounds how long it lasts after the approval has ended. Each try has this time. It does not exist
   * for dynamic hosts, which share their Backends. `BackendConfigPolicy.spec.commonHttpProtocolOptions.maxStreamDuration`.
   *
   * @default - no limit but `timeout`, and `streamIdle` of the gateway
   */
  readonly maxStreamDuration?: Duration;
  /**
   * The token that every request must carry in the header `x-egress-token`, besides what else is asked for. It tells callers of one
   * listener apart. Without it, requests get a 401, and with one of others a 403. It needs kgateway 2.4. `TrafficPolicy.spec.jwtAuth`
   * and `rbac`.
   *
   * @default - none
   */
  readonly token?: Token;
  /**
   * The header by which the gateway authenticates to the host, with its value from a Secret of the gateway's namespace. It replaces the
   * client's own header of this name. It needs TLS and kgateway 2.3. `TrafficPolicy.spec.headerModifiers.request.set[]`.
   *
   * @default - none: the headers of the client are forwarded
   */
  readonly credential?: Credential;
  /**
   * How often its name is resolved, for a `ServiceEntry` or `Backend`. It needs kgateway 2.3. The address family is a setting of the
   * whole control plane: `KGW_DNS_LOOKUP_FAMILY`, by default IPv4 before IPv6.
   *
   * @default - every 5 seconds
   */
  readonly dns?: HostDns;
  /**
   * How applications call it, besides by the Service of the gateway and the Host header: `[Way.transparent(), Way.alias('api')]`.
   *
   * @default - only by the Service of the gateway, such as `http://egress.egress-system:8080`, with the Host header of the host
   */
  readonly ways?: readonly Way[];
}

/** How the gateway resolves the name of a host again. */
export interface HostDns {
  /**
   * The time after which the name is resolved again: a duration such as `30s`, at least `1ms`. `BackendConfigPolicy.spec.dns.refreshRate`.
   *
   * @default - Envoy's 5 seconds
   */
  readonly refreshRate?: Duration;
  /** Whether the TTL of the DNS answer replaces that time. `BackendConfigPolicy.spec.dns.respectTTL`. @default false */
  readonly respectTtl?: boolean;
}

/** The names of single objects of a host. */
export interface ObjectNames {
  /** The name of the ServiceEntry or Backend. @default - `name` of the host */
  readonly destination?: string;
  /** The name of the HTTPRoute. @default - `name` of the host */
  readonly route?: string;
  /** The name of the TrafficPolicy. Those for GET and HEAD and for the decision have the suffixes `-reads` and `-rules`. @default - `name` of the host */
  readonly trafficPolicy?: string;
}

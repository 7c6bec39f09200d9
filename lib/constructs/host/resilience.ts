import type { TrafficPolicySpec } from '../../../imports/gateway.kgateway.dev/traffic-policy';
import { BEFORE_REQUEST } from '../../checks/graph/retries';
import type { Draft } from '../../core/draft';
import { type Duration, toMillis } from '../../core/duration';
import { budgetOf } from '../../core/retry-budget';

/**
 * A condition under which Envoy retries a request. `TrafficPolicy.spec.retry.retryOn`.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter#x-envoy-retry-on
 */
export type RetryCondition = NonNullable<NonNullable<TrafficPolicySpec['retry']>['retryOn']>[number];

/**
 * Which requests are retried:
 *
 * - `safe`: requests that the host cannot have processed, with any method. In ambient, this needs TLS: ztunnel accepts every
 *   connection of the gateway, so that a refused one looks like a request that got lost. Reported as `egress/idle-retry`.
 * - `wide-for-reads`: GET and HEAD also after a timeout, a reset or a response of 503 or 504. All other methods as with `safe`.
 * - `wide`: all methods after these failures. The host may receive a POST twice.
 */
export type RetryMode = 'safe' | 'wide-for-reads' | 'wide';

/** The conditions of each mode. Status codes never match the 503 and 504 that Envoy itself sends. */
const CONDITIONS = {
  safe: { conditions: ['connect-failure', 'refused-stream', 'reset-before-request'], statusCodes: [] },
  wide: { conditions: ['connect-failure', 'refused-stream', 'reset'], statusCodes: [503, 504] },
} as const satisfies Record<string, Required<RetryConditions>>;

/** Retry conditions that no {@link RetryMode} has. */
export interface RetryConditions {
  /** Envoy's conditions. An empty list is reported as `egress/retry-never-fires`. `TrafficPolicy.spec.retry.retryOn`. */
  readonly conditions: readonly RetryCondition[];
  /** The status codes of the host, 400 to 599, after which to retry. `TrafficPolicy.spec.retry.statusCodes`. @default - none */
  readonly statusCodes?: readonly number[];
}

/** Timeouts and retries of a host. */
export interface ResilienceProps {
  /**
   * The time limit of a request with all its retries, or `'none'` for no limit, such as for streams. A duration such as `30s`.
   * Without a limit, a request still ends when nothing is sent for the time of `streamIdle` of the gateway.
   * `TrafficPolicy.spec.timeouts.request`.
   *
   * @default '15s'
   */
  readonly timeout?: Duration | 'none';
  /** The time limit of each try, less than `timeout`. `TrafficPolicy.spec.retry.perTryTimeout`. @default - `timeout` */
  readonly perTryTimeout?: Duration;
  /**
   * The number of retries after the first try, 0 to 100. `TrafficPolicy.spec.retry.attempts`.
   *
   * @default - 2; 0 with `tls: Tls.none()` and no other property of retries, because `safe` retries have no effect then
   */
  readonly retries?: number;
  /** Which requests are retried. `TrafficPolicy.spec.retry.retryOn` and `statusCodes`. @default 'safe' */
  readonly retryOn?: RetryMode | RetryConditions;
  /**
   * The maximum number of concurrent retries to this host in one proxy, at least 1. Beyond it, requests are not retried.
   * `BackendConfigPolicy.spec.circuitBreakers.maxRetries`, which is 3 in Envoy by default.
   *
   * @default - 1024, set for all hosts of the gateway: Envoy's limit of concurrent requests
   */
  readonly maxConcurrentRetries?: number;
}

/** The properties of retries that are set, besides their number. */
export function retryProps(props: ResilienceProps): readonly (keyof ResilienceProps)[] {
  return (['retryOn', 'perTryTimeout', 'maxConcurrentRetries'] as const).filter((key) => props[key] !== undefined);
}

/** More retries would only hide an outage. */
export const MAX_RETRIES = 100;

/** The fields `retry` and `timeouts` of a TrafficPolicy. */
export type RetryPart = Pick<TrafficPolicySpec, 'retry' | 'timeouts'>;

/** The timeouts and retries of a host with defaults, and the fields of manifests that they set. */
export class Resilience {
  public readonly timeout: Duration | 'none';
  public readonly perTryTimeout: Duration | undefined;
  public readonly retries: number;
  public readonly retryOn: RetryMode | RetryConditions;
  /** `undefined` if the limit of the gateway applies. */
  public readonly maxConcurrentRetries: number | undefined;

  /**
   * @param isPlaintext - whether the host gets HTTP/1.1 without TLS, so that retries before the request is sent have no effect
   */
  constructor(
    props: ResilienceProps,
    private readonly isPlaintext = false,
  ) {
    this.timeout = props.timeout ?? '15s';
    this.perTryTimeout = props.perTryTimeout;
    this.retries = props.retries ?? (isPlaintext && retryProps(props).length === 0 ? 0 : 2);
    this.retryOn = props.retryOn ?? 'safe';
    this.maxConcurrentRetries = props.maxConcurrentRetries;
  }

  /** For all methods, or for those that `forReads` does not cover; `undefined` if there is nothing to set. */
  public get forAll(): RetryPart | undefined {
    if (this.retryOn !== 'wide-for-reads') return this.part(this.conditions);
    return this.isPlaintext ? this.withTimeouts({}) : this.part(CONDITIONS.safe);
  }

  /** Whether there are retries that have no effect. */
  public get isIdle(): boolean {
    const { conditions, statusCodes } = this.conditions;
    const isEarly = statusCodes.length === 0 && conditions.every((condition) => BEFORE_REQUEST.includes(condition));
    return this.isPlaintext && this.retries > 0 && conditions.length > 0 && isEarly;
  }

  /** For GET and HEAD, if their retries differ from those of other methods. */
  public get forReads(): RetryPart | undefined {
    return this.retryOn === 'wide-for-reads' && this.retries > 0 ? this.part(CONDITIONS.wide) : undefined;
  }

  /** A request without a time limit is specified on the route: a TrafficPolicy cannot combine it with `perTryTimeout`. */
  public get routeTimeouts(): { readonly request: '0s' } | undefined {
    return this.timeout === 'none' ? { request: '0s' } : undefined;
  }

  /** The property by which requests other than GET and HEAD may be sent twice, as the user wrote it; else `undefined`. */
  public get asksToRepeatWrites(): string | undefined {
    if (this.retries === 0 || this.retryOn === 'safe' || this.retryOn === 'wide-for-reads') return undefined;
    return this.retryOn === 'wide' ? "retryOn: 'wide'" : `retryOn: ${JSON.stringify(this.retryOn)}`;
  }

  /** The time that all tries and the pauses between them need, in milliseconds; 0 without `perTryTimeout`. */
  public get budget(): number {
    const perTry = toMillis(this.perTryTimeout ?? '0s') ?? 0;
    return perTry === 0 ? 0 : budgetOf(this.retries, perTry);
  }

  /** The conditions as lists. */
  public get conditions(): Required<RetryConditions> {
    if (typeof this.retryOn === 'object') return { statusCodes: [], ...this.retryOn };
    return this.retryOn === 'safe' ? CONDITIONS.safe : CONDITIONS.wide;
  }

  private part({ conditions, statusCodes }: Required<RetryConditions>): RetryPart | undefined {
    return this.withTimeouts(this.retries > 0 ? { retry: this.retry(conditions, statusCodes) } : {});
  }

  private withTimeouts(part: Draft<RetryPart>): RetryPart | undefined {
    if (this.timeouts) part.timeouts = this.timeouts;
    return part.retry || part.timeouts ? part : undefined;
  }

  private get timeouts(): RetryPart['timeouts'] {
    return this.timeout === 'none' ? undefined : { request: this.timeout };
  }

  private retry(conditions: readonly RetryCondition[], statusCodes: readonly number[]): TrafficPolicySpec['retry'] {
    const retry: Draft<NonNullable<TrafficPolicySpec['retry']>> = { attempts: this.retries };
    if (this.perTryTimeout) retry.perTryTimeout = this.perTryTimeout;
    if (conditions.length > 0) retry.retryOn = conditions;
    if (statusCodes.length > 0) retry.statusCodes = statusCodes;
    return retry;
  }
}

import type { TrafficPolicySpec } from '../../../imports/gateway.kgateway.dev/traffic-policy';
import type { Draft } from '../../core/draft';
import { type Duration, toMillis } from '../../core/duration';
import { budgetOf } from '../../core/retry-budget';

/** A condition under which Envoy tries again; `TrafficPolicy.spec.retry.retryOn`. */
export type RetryCondition = NonNullable<NonNullable<TrafficPolicySpec['retry']>['retryOn']>[number];

/**
 * What is tried again:
 *
 * - `safe`: tries that the upstream can't have processed, for every method;
 * - `wide-for-reads`: GET and HEAD also after a time-out, a reset or an answer of 503 or 504; all other methods as `safe`;
 * - `wide`: every method so. A POST that the upstream has already read may be sent again.
 */
export type RetryMode = 'safe' | 'wide-for-reads' | 'wide';

/** What conditions a mode stands for, as Envoy applies them. Status codes alone never match the 503 and 504 that Envoy makes. */
const CONDITIONS = {
  safe: { conditions: ['connect-failure', 'refused-stream', 'reset-before-request'], statusCodes: [] },
  wide: { conditions: ['connect-failure', 'refused-stream', 'reset'], statusCodes: [503, 504] },
} as const satisfies Record<string, Required<RetryConditions>>;

/** Conditions in full, for what no {@link RetryMode} says. */
export interface RetryConditions {
  /** Envoy's conditions. Empty: only `statusCodes`, which is the finding `egress/retry-never-fires`. */
  readonly conditions: readonly RetryCondition[];
  /** Answers of the upstream, 400 to 599, that are tried again. @default - none */
  readonly statusCodes?: readonly number[];
}

/** How a host is called when it fails. */
export interface ResilienceProps {
  /**
   * How long a request may take in all, tries and pauses included; `'none'` for streams without a limit.
   * `TrafficPolicy.spec.timeouts.request`.
   *
   * @default '15s'
   */
  readonly timeout?: Duration | 'none';
  /** How long one try may take; less than `timeout`. `TrafficPolicy.spec.retry.perTryTimeout`. @default - as `timeout` */
  readonly perTryTimeout?: Duration;
  /** How often to try again after the first try, at most 100; 0 for never. `TrafficPolicy.spec.retry.attempts`. @default 2 */
  readonly retries?: number;
  /** What is tried again. `TrafficPolicy.spec.retry.retryOn` and `statusCodes`. @default 'safe' */
  readonly retryOn?: RetryMode | RetryConditions;
  /**
   * How many retries to this host may run at once in one proxy; more are not tried.
   * `BackendConfigPolicy.spec.circuitBreakers.maxRetries`, of which Envoy's own default is 3.
   *
   * @default - 1024, set for all hosts of the gateway: as many as requests may run at once
   */
  readonly maxConcurrentRetries?: number;
}

/** More would only hide an outage. */
export const MAX_RETRIES = 100;

/** The retry and time-outs of a TrafficPolicy. */
export type RetryPart = Pick<TrafficPolicySpec, 'retry' | 'timeouts'>;

/** The resilience of a host with its defaults, and what of the manifests follows from it. */
export class Resilience {
  public readonly timeout: Duration | 'none';
  public readonly perTryTimeout: Duration | undefined;
  public readonly retries: number;
  public readonly retryOn: RetryMode | RetryConditions;
  /** `undefined` where the gateway's limit holds. */
  public readonly maxConcurrentRetries: number | undefined;

  constructor(props: ResilienceProps) {
    this.timeout = props.timeout ?? '15s';
    this.perTryTimeout = props.perTryTimeout;
    this.retries = props.retries ?? 2;
    this.retryOn = props.retryOn ?? 'safe';
    this.maxConcurrentRetries = props.maxConcurrentRetries;
  }

  /** For every method, or those that `forReads` does not take; `undefined` when there is nothing to say. */
  public get forAll(): RetryPart | undefined {
    return this.part(this.retryOn === 'wide-for-reads' ? CONDITIONS.safe : this.conditions);
  }

  /** For GET and HEAD, where they are retried in another way than the rest. */
  public get forReads(): RetryPart | undefined {
    return this.retryOn === 'wide-for-reads' && this.retries > 0 ? this.part(CONDITIONS.wide) : undefined;
  }

  /** A limitless request is said on the route: a TrafficPolicy can't say it beside `perTryTimeout`. */
  public get routeTimeouts(): { readonly request: '0s' } | undefined {
    return this.timeout === 'none' ? { request: '0s' } : undefined;
  }

  /** The choice by which requests that change something may be sent again, as the user wrote it; `undefined` without one. */
  public get asksToRepeatWrites(): string | undefined {
    if (this.retries === 0 || this.retryOn === 'safe' || this.retryOn === 'wide-for-reads') return undefined;
    return this.retryOn === 'wide' ? "retryOn: 'wide'" : `retryOn: ${JSON.stringify(this.retryOn)}`;
  }

  /** How long all tries and pauses may take, in milliseconds; 0 without `perTryTimeout`. */
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
    const part: Draft<RetryPart> = {};
    if (this.retries > 0) part.retry = this.retry(conditions, statusCodes);
    if (this.timeout !== 'none') part.timeouts = { request: this.timeout };
    return part.retry || part.timeouts ? part : undefined;
  }

  private retry(conditions: readonly RetryCondition[], statusCodes: readonly number[]): TrafficPolicySpec['retry'] {
    const retry: Draft<NonNullable<TrafficPolicySpec['retry']>> = { attempts: this.retries };
    if (this.perTryTimeout) retry.perTryTimeout = this.perTryTimeout;
    if (conditions.length > 0) retry.retryOn = conditions;
    if (statusCodes.length > 0) retry.statusCodes = statusCodes;
    return retry;
  }
}

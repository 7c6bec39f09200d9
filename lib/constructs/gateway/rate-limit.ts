import type { TrafficPolicySpec } from '../../../imports/gateway.kgateway.dev/traffic-policy';
import { DURATION_FORMAT, type Duration, toMillis } from '../../core/duration';
import { isCount } from '../../core/numbers';
import type { PropCheck } from '../../core/prop-checks';
import { type Field, objectOf, optional, required, text, value } from '../../core/shapes';

/**
 * A limit of requests, in each proxy by itself: with 2 replicas of the gateway, up to twice as many requests may leave. Requests beyond it
 * get 429, with `retry-after` on kgateway 2.4. Requests that are denied do not count.
 */
export interface RateLimit {
  /** The number of requests, at least 1. So many may also come at once. `TrafficPolicy.spec.rateLimit.local.tokenBucket.maxTokens`. */
  readonly requests: number;
  /** The time in which they may come: a duration such as `1m`, at least `50ms`. `…tokenBucket.fillInterval`. */
  readonly per: Duration;
}

/** kgateway accepts no shorter interval. */
const SHORTEST_MS = 50;

/** The part of a TrafficPolicy that sets the limit. Envoy fills the bucket evenly, not at the end of each interval. */
export function rateLimitPart({ requests, per }: RateLimit): Required<Pick<TrafficPolicySpec, 'rateLimit'>> {
  return { rateLimit: { local: { tokenBucket: { maxTokens: requests, tokensPerFill: requests, fillInterval: per } } } };
}

/** After how many seconds there is room for one more request, at the latest, in all of these limits. */
export function secondsPerRequest(limits: readonly RateLimit[]): number {
  const seconds = limits.map(({ requests, per }) => Math.ceil((toMillis(per) ?? 0) / 1000 / requests));
  return Math.max(1, ...seconds.filter(Number.isFinite));
}

const TEXTS = {
  rule: 'input/rate-limit',
  allowed: "an object { requests, per }, such as { requests: 100, per: '1m' }",
  fix: "write rateLimit: { requests: 100, per: '1m' }, or remove it for no limit",
};

/** The property `rateLimit`. */
export const rateLimitField: Field = optional(
  objectOf(
    {
      requests: required(
        value((given) => isCount(given, 1), {
          ...TEXTS,
          allowed: 'a whole number of at least 1',
          fix: 'correct the number, or remove rateLimit for no limit',
        }),
        () => 1,
      ),
      per: required(
        text({ ...TEXTS, allowed: `${DURATION_FORMAT}, at least ${SHORTEST_MS}ms`, fix: 'correct the duration' }),
        () => '1m',
      ),
    } satisfies Record<keyof RateLimit, Field>,
    TEXTS,
  ),
);

/** The check of the property `rateLimit`. */
export const rateLimitCheck: PropCheck<{ readonly props: { readonly rateLimit?: RateLimit } }> = {
  rule: 'input/rate-limit',
  path: 'rateLimit.per',
  breaks: ({ props: { rateLimit } }) => rateLimit !== undefined && (toMillis(rateLimit.per) ?? 0) < SHORTEST_MS,
  allowed: `${DURATION_FORMAT}, at least ${SHORTEST_MS}ms`,
  fix: 'correct the duration',
};

/** Envoy waits up to 25 ms before the first retry, twice as long before each next, at most ten times as long. */
const BACKOFF = { base: 25, growing: [1, 2, 4, 8], most: 10 };

/**
 * How long all tries and the pauses between them may take, in milliseconds.
 *
 * @param retries tries after the first
 * @param perTry how long one may take, in milliseconds
 * @param base the longest pause before the first retry, in milliseconds; `TrafficPolicy.spec.retry.backoffBaseInterval`
 */
export function budgetOf(retries: number, perTry: number, base: number = BACKOFF.base): number {
  const growing = BACKOFF.growing.slice(0, retries).reduce((sum, factor) => sum + factor, 0);
  const steady = Math.max(retries - BACKOFF.growing.length, 0) * BACKOFF.most;
  return perTry * (retries + 1) + (growing + steady) * base;
}

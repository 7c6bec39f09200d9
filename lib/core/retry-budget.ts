/** Envoy waits up to 25 ms before the first retry, then twice as long before each next one, at most ten times 25 ms. */
const BACKOFF = { base: 25, growing: [1, 2, 4, 8], most: 10 };

/**
 * The maximum duration of all tries and the pauses between them, in milliseconds.
 *
 * @param retries - the number of tries after the first
 * @param perTry - the time limit of one try, in milliseconds
 * @param base - the longest pause before the first retry, in milliseconds; `TrafficPolicy.spec.retry.backoffBaseInterval`
 */
export function budgetOf(retries: number, perTry: number, base: number = BACKOFF.base): number {
  const growing = BACKOFF.growing.slice(0, retries).reduce((sum, factor) => sum + factor, 0);
  const steady = Math.max(retries - BACKOFF.growing.length, 0) * BACKOFF.most;
  return perTry * (retries + 1) + (growing + steady) * base;
}

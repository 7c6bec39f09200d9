import { memoize } from './memo';

const FORMAT = /^([0-9]{1,5}(h|m|s|ms)){1,4}$/;
const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/**
 * A duration as the Gateway API and kgateway write it: one to four numbers with a unit of `h`, `m`, `s` or `ms`, such as
 * `10s`, `250ms` or `1m30s`. No fractions.
 *
 * @see https://gateway-api.sigs.k8s.io/geps/gep-2257/
 */
export type Duration = string;

/** What a message says of the format. */
export const DURATION_FORMAT = "a duration such as '10s', '250ms' or '1m30s' (h, m, s, ms; no fractions)";

/** Milliseconds, or `undefined` when the text is no duration. */
export function toMillis(duration: Duration): number | undefined {
  return typeof duration === 'string' ? millisOf(duration) : undefined;
}

const millisOf = memoize((text) => {
  if (!FORMAT.test(text)) return undefined;
  const parts = [...text.matchAll(/([0-9]+)(h|ms|m|s)/g)];
  return parts.reduce((sum, [, digits, unit]) => sum + Number(digits) * (UNITS[unit as string] as number), 0);
});

/** Milliseconds in the shortest unit that reads well: `40175` is `40.175s`. For messages, not for manifests. */
export function showMillis(millis: number): string {
  return millis < 1000 ? `${millis}ms` : `${millis / 1000}s`;
}

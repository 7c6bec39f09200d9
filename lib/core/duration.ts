import { memoize } from './memo';

const FORMAT = /^([0-9]{1,5}(h|m|s|ms)){1,4}$/;
const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/**
 * A duration in the format of the Gateway API and kgateway: one to four whole numbers, each with the unit `h`, `m`, `s` or `ms`,
 * such as `10s`, `250ms` or `1m30s`.
 *
 * @see https://gateway-api.sigs.k8s.io/geps/gep-2257/
 */
export type Duration = string;

/** The description of the format in messages. */
export const DURATION_FORMAT = "a duration such as '10s', '250ms' or '1m30s' (units h, m, s, ms; no fractions)";

/** The duration in milliseconds; `undefined` if the text is not a duration. */
export function toMillis(duration: Duration): number | undefined {
  return typeof duration === 'string' ? millisOf(duration) : undefined;
}

const millisOf = memoize((text) => {
  if (!FORMAT.test(text)) return undefined;
  const parts = [...text.matchAll(/([0-9]+)(h|ms|m|s)/g)];
  return parts.reduce((sum, [, digits, unit]) => sum + Number(digits) * (UNITS[unit as string] as number), 0);
});

/** Milliseconds as text for messages: `40175` is `40.175s`. Manifests do not allow fractions. */
export function showMillis(millis: number): string {
  return millis < 1000 ? `${millis}ms` : `${millis / 1000}s`;
}

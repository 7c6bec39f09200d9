import { memoize } from './memo';

const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const INSTANT = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/;

/** Reads a date or an RFC 3339 instant in UTC; `undefined` for everything else, such as 31 February. */
export function instantOf(value: unknown): Instant | undefined {
  return typeof value === 'string' ? readInstant(value) : undefined;
}

/** A point in time, as RFC 3339 in UTC and as milliseconds. */
export interface Instant {
  readonly text: string;
  readonly millis: number;
}

/** Memoized, because many approvals begin and end on the same days, and each is read several times. */
const readInstant = memoize((value): Instant | undefined => {
  const text = DATE.test(value) ? `${value}T00:00:00Z` : value;
  if (!INSTANT.test(text)) return undefined;
  const millis = Date.parse(text);
  const exact = !Number.isNaN(millis) && new Date(millis).toISOString() === text.replace('Z', '.000Z');
  return exact ? { text, millis } : undefined;
});

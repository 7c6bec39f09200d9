import { memoize } from '../../../../core/memo';
import { EvaluationError } from '../fault';
import type { FunctionTable, Overloads } from '../overloads';
import type { Duration, Timestamp } from '../values';
import { secondsOf } from './ranges';

type Part = (clock: Date) => number;

const part = (read: Part): Overloads => ({
  timestamp: (time: Timestamp) => BigInt(read(clockOf(time, 0))),
  'timestamp, string': (time: Timestamp, zone: string) => BigInt(read(clockOf(time, offsetOf(zone, time)))),
});

const span = (unit: bigint): Overloads => ({ duration: ({ nanos }: Duration) => nanos / unit });

const SECOND = 1_000_000_000n;

/** The parts of a time in UTC or in a time zone, and of a duration. */
export const TIMES: FunctionTable = {
  getFullYear: part((clock) => clock.getUTCFullYear()),
  getMonth: part((clock) => clock.getUTCMonth()),
  getDayOfYear: part((clock) => dayOfYear(clock)),
  getDate: part((clock) => clock.getUTCDate()),
  getDayOfMonth: part((clock) => clock.getUTCDate() - 1),
  getDayOfWeek: part((clock) => clock.getUTCDay()),
  getHours: { ...part((clock) => clock.getUTCHours()), ...span(3600n * SECOND) },
  getMinutes: { ...part((clock) => clock.getUTCMinutes()), ...span(60n * SECOND) },
  getSeconds: { ...part((clock) => clock.getUTCSeconds()), ...span(SECOND) },
  getMilliseconds: { ...part((clock) => clock.getUTCMilliseconds()), ...span(1_000_000n) },
};

/** What a clock shows that is ahead of UTC by an offset in seconds. */
function clockOf({ nanos }: Timestamp, offset: number): Date {
  const seconds = secondsOf(nanos);
  const millis = Number((nanos - seconds * SECOND) / 1_000_000n);
  return new Date((Number(seconds) + offset) * 1000 + millis);
}

function dayOfYear(clock: Date): number {
  const year = new Date(clock);
  year.setUTCMonth(0, 1);
  year.setUTCHours(0, 0, 0, 0);
  return Math.floor((clock.getTime() - year.getTime()) / 86_400_000);
}

/** The offset of a time zone at a time, in seconds: `Europe/Berlin`, or `+02:00`. */
function offsetOf(zone: string, time: Timestamp): number {
  const [hours = '', minutes] = zone.split(/:(.*)/s);
  if (minutes === undefined) return namedOffset(zone, time);
  const isNumber = (text: string) => /^[+-]?[0-9]+$/.test(text);
  if (!isNumber(hours) || !isNumber(minutes)) throw new EvaluationError(`invalid time zone ${zone}`);
  const [whole, rest] = [Number(hours), Number(minutes)];
  return (whole * 60 + (zone.startsWith('-') ? -rest : rest)) * 60;
}

/** The names of a time zone in UTC: Go's own, and that of the server's container. */
const UTC = new Set(['', 'UTC', 'Local']);

function namedOffset(zone: string, time: Timestamp): number {
  if (UTC.has(zone)) return 0;
  const utc = clockOf(time, 0);
  const shown = Object.fromEntries(
    formatOf(zone)
      .formatToParts(utc)
      .map(({ type, value }) => [type, value]),
  );
  const { year, month, day, hour, minute, second, era } = shown;
  const local = new Date(0);
  local.setUTCFullYear(era === 'BC' ? 1 - Number(year) : Number(year), Number(month) - 1, Number(day));
  local.setUTCHours(Number(hour), Number(minute), Number(second));
  return Math.round(local.getTime() / 1000 - Math.floor(utc.getTime() / 1000));
}

/** @throws EvaluationError for a name that Go does not find. It finds names as they are spelled only. */
const formatOf = memoize((zone: string): Intl.DateTimeFormat => {
  try {
    const format = new Intl.DateTimeFormat('en-US', { ...FIELDS, timeZone: zone });
    const known = format.resolvedOptions().timeZone;
    const isSpelled = known === zone || (known.toLowerCase() !== zone.toLowerCase() && /^[A-Z][A-Za-z]/.test(zone));
    if (isSpelled) return format;
  } catch {
    // Not a time zone.
  }
  throw new EvaluationError(`unknown time zone ${zone}`);
});

const FIELDS: Intl.DateTimeFormatOptions = {
  ...{ era: 'short', year: 'numeric', month: 'numeric', day: 'numeric' },
  ...{ hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' },
};

import { EvaluationError } from '../fault';
import { Duration, Timestamp, Uint } from '../values';

const INT64 = 2n ** 63n;
const UINT64 = 2n ** 64n;
const FIRST = -62_135_596_800n;
const LAST = 253_402_300_799n;
const SECOND = 1_000_000_000n;

/** The value as an int. @throws EvaluationError if it has more than 64 bits */
export function int(value: bigint): bigint {
  if (value >= INT64 || value < -INT64) throw new EvaluationError('integer overflow');
  return value;
}

/** The value as a uint. @throws EvaluationError if it is negative, or has more than 64 bits */
export function uint(value: bigint): Uint {
  if (value >= UINT64 || value < 0n) throw new EvaluationError('unsigned integer overflow');
  return new Uint(value);
}

/** A span in nanoseconds. @throws EvaluationError if it has more than 64 bits */
export function duration(nanos: bigint): Duration {
  if (nanos >= INT64 || nanos < -INT64) throw new EvaluationError('duration overflow');
  return new Duration(nanos);
}

/** A time in nanoseconds since 1970. @throws EvaluationError before the year 1 and after 9999 */
export function timestamp(nanos: bigint, offset = 0): Timestamp {
  const seconds = secondsOf(nanos);
  if (seconds < FIRST || seconds > LAST) throw new EvaluationError('timestamp overflow');
  return new Timestamp(nanos, offset);
}

/** Whole seconds, rounded down. */
export function secondsOf(nanos: bigint): bigint {
  return (nanos - (((nanos % SECOND) + SECOND) % SECOND)) / SECOND;
}

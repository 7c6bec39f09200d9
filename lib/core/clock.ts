import type { Construct } from 'constructs';
import type { Mismatch } from './finding';
import { show } from './format-finding';

const CONTEXT = 'cdk8s-egress/now';

/**
 * The time for which approvals are checked: the one set for the app, else `SOURCE_DATE_EPOCH` (in seconds, the convention of
 * reproducible builds), else the current time.
 *
 * @throws Error if `SOURCE_DATE_EPOCH` is not a number
 */
export function now(scope: Construct): Date {
  const given: unknown = scope.node.tryGetContext(CONTEXT);
  if (given instanceof Date) return given;
  const time = timeOfEnvironment();
  if (time instanceof Date) return time;
  throw new Error(`SOURCE_DATE_EPOCH: got ${show(time.got)}; allowed: ${time.allowed}; fix: ${time.fix}`);
}

/** The time of `SOURCE_DATE_EPOCH`, else the current time; the problem if the variable is not a number. */
export function timeOfEnvironment(): Date | Mismatch {
  const epoch = process.env.SOURCE_DATE_EPOCH;
  if (epoch === undefined) return new Date();
  const date = new Date(/^[0-9]+$/.test(epoch) ? Number(epoch) * 1000 : Number.NaN);
  if (!Number.isNaN(date.getTime())) return date;
  const fix = 'set it to a number, or unset it for the current time';
  return { got: epoch, allowed: 'seconds since 1970, such as 1795392000', fix };
}

/**
 * Sets this time for everything below `scope`. Call it before the first child is created.
 *
 * @throws Error if the date is invalid
 */
export function setNow(scope: Construct, date: Date): void {
  if (Number.isNaN(date.getTime())) throw new Error('now: got an invalid Date; allowed: a valid Date; fix: correct the date');
  scope.node.setContext(CONTEXT, date);
}

import type { Construct } from 'constructs';

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
  const epoch = process.env.SOURCE_DATE_EPOCH;
  if (epoch === undefined) return new Date();
  return valid(
    new Date(/^[0-9]+$/.test(epoch) ? Number(epoch) * 1000 : Number.NaN),
    `SOURCE_DATE_EPOCH: got ${epoch}`,
    'seconds since 1970, such as 1795392000',
    'set it to a number, or unset it for the current time',
  );
}

function valid(date: Date, got: string, allowed: string, fix: string): Date {
  if (Number.isNaN(date.getTime())) throw new Error(`${got}; allowed: ${allowed}; fix: ${fix}`);
  return date;
}

/**
 * Sets this time for everything below `scope`. Call it before the first child is created.
 *
 * @throws Error if the date is invalid
 */
export function setNow(scope: Construct, date: Date): void {
  scope.node.setContext(CONTEXT, valid(date, 'now: got an invalid Date', 'a valid Date', 'correct the date'));
}

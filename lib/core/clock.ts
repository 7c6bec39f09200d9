import type { Construct } from 'constructs';

const CONTEXT = 'cdk8s-egress/now';

/**
 * The instant at which approvals are judged: what the app was given, else `SOURCE_DATE_EPOCH` (seconds, the convention of
 * reproducible builds), else the machine's clock.
 *
 * @throws Error when `SOURCE_DATE_EPOCH` is no number
 */
export function now(scope: Construct): Date {
  const given: unknown = scope.node.tryGetContext(CONTEXT);
  if (given instanceof Date) return given;
  const epoch = process.env.SOURCE_DATE_EPOCH;
  if (epoch === undefined) return new Date();
  return valid(
    new Date(/^[0-9]+$/.test(epoch) ? Number(epoch) * 1000 : Number.NaN),
    `SOURCE_DATE_EPOCH=${epoch}`,
    'seconds since 1970',
  );
}

function valid(date: Date, got: string, allowed: string): Date {
  if (Number.isNaN(date.getTime())) throw new Error(`${got}: allowed: ${allowed}; approvals can't be judged at no instant`);
  return date;
}

/**
 * Fixes that instant for everything below `scope`. Call it before the first child is made.
 *
 * @throws Error when the date is invalid
 */
export function setNow(scope: Construct, date: Date): void {
  scope.node.setContext(CONTEXT, valid(date, 'now: an invalid date', 'a valid Date'));
}

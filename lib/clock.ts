import type { Construct } from 'constructs';

const CONTEXT = 'cdk8s-egress/now';

/**
 * The instant at which approvals are judged: what the app was given, else `SOURCE_DATE_EPOCH` (seconds, the convention of
 * reproducible builds), else the machine's clock.
 */
export function now(scope: Construct): Date {
  const given: unknown = scope.node.tryGetContext(CONTEXT);
  if (given instanceof Date) return given;
  const epoch = process.env.SOURCE_DATE_EPOCH;
  return epoch && /^[0-9]+$/.test(epoch) ? new Date(Number(epoch) * 1000) : new Date();
}

/** Fixes that instant for everything below `scope`. Call it before the first child is made. */
export function setNow(scope: Construct, date: Date): void {
  scope.node.setContext(CONTEXT, date);
}

import { EgressError } from '../../core/egress-error';
import type { Mismatch } from '../../core/finding';
import type { Step } from '../../core/path';
import type { Manifest } from '../manifest';

/** Thrown where a value can't be written. On its way up each level adds its step in front of the path. */
export class Unwritable extends Error {
  public readonly steps: Step[] = [];

  constructor(public readonly mismatch: Mismatch) {
    super(`got ${mismatch.got}; allowed: ${mismatch.allowed}; fix: ${mismatch.fix}`);
  }
}

/** The most steps of a path that are reported; an object that contains itself has hundreds. */
const MOST_STEPS = 12;

/** The error for the user. Other errors stay as they are. */
export function refusal(object: Readonly<Record<string, unknown>>, error: unknown): unknown {
  if (!(error instanceof Unwritable)) return error;
  const { steps, mismatch } = error;
  const path = steps.length > MOST_STEPS ? [...steps.slice(0, MOST_STEPS), '…'] : steps;
  return new EgressError([{ rule: 'input/value', severity: 'error', object: object as unknown as Manifest, path, ...mismatch }]);
}

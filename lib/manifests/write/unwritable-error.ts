import { EgressError } from '../../core/egress-error';
import type { Mismatch } from '../../core/finding';
import type { Step } from '../../core/path';
import type { Manifest } from '../manifest';

/** Thrown for a value that YAML cannot represent. Each level that it passes adds its step to the front of the path. */
export class Unwritable extends Error {
  public readonly steps: Step[] = [];

  constructor(public readonly mismatch: Mismatch) {
    super(`got ${mismatch.got}; allowed: ${mismatch.allowed}; fix: ${mismatch.fix}`);
  }
}

/** The maximum number of steps in a reported path. An object that contains itself has hundreds. */
const MOST_STEPS = 12;

/** Converts the error to one for users. Returns other errors unchanged. */
export function toEgressError(object: Readonly<Record<string, unknown>>, error: unknown): unknown {
  if (!(error instanceof Unwritable)) return error;
  const { steps, mismatch } = error;
  const path = steps.length > MOST_STEPS ? [...steps.slice(0, MOST_STEPS), '…'] : steps;
  return new EgressError([{ rule: 'input/value', severity: 'error', object: object as unknown as Manifest, path, ...mismatch }]);
}

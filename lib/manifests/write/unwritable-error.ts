import { EgressError } from '../../core/finding';
import { type Step, showPath } from '../../core/path';
import type { Manifest } from '../manifest';

/** As many steps of a path are told; of what is nested in itself there are hundreds. */
const MOST_STEPS = 12;

/** Thrown where a value can't be written. On its way up each level adds its step in front of the path. */
export class Unwritable extends Error {
  public readonly steps: Step[] = [];

  constructor(
    public readonly got: string,
    public readonly allowed: string,
    public readonly fix: string,
  ) {
    super(`got ${got}; allowed: ${allowed}; fix: ${fix}`);
  }
}

/** What the user gets to see of it. Other errors stay as they are. */
export function refusal(object: Readonly<Record<string, unknown>>, error: unknown): unknown {
  if (!(error instanceof Unwritable)) return error;
  const { steps, got, allowed, fix } = error;
  const path = showPath(steps.slice(0, MOST_STEPS)) + (steps.length > MOST_STEPS ? '…' : '');
  const construct = `${object.kind} ${(object.metadata as Manifest['metadata'] | undefined)?.name}`;
  return new EgressError([{ rule: 'input/value', severity: 'error', construct, path, got, allowed, fix }]);
}

import type { Mismatch } from '../../core/finding';
import { type Step, showPath } from '../../core/path';

/** A field that occurs twice in its mapping. kubectl silently uses the last one. */
export interface Duplicate {
  readonly steps: readonly Step[];
  /** The offset of the second key in the text. */
  readonly at: number;
  /** Whether a merge (`<<`) has it the second time, and replaces the first. */
  readonly isMerged?: true;
}

/** What is wrong with a field that occurs twice, in a document that is no manifest. */
export function twiceIn({ steps, isMerged }: Duplicate): Mismatch {
  if (!isMerged) return { got: `${showPath(steps)} twice`, allowed: 'each field once', fix: 'remove one of the two' };
  const got = `a merge (<<) that replaces ${showPath(steps)}, which is before it`;
  return { got, allowed: 'merges before the fields beside them', fix: 'move the merge to the beginning, or remove the field' };
}

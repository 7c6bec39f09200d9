import type { Finding } from '../../core/finding';

/** A finding in a file. */
export type LocatedFinding = Finding & Required<Pick<Finding, 'file' | 'line' | 'column'>>;

/** The result of checking some inputs. */
export interface Report {
  /** By file, line, column and rule. */
  readonly findings: readonly LocatedFinding[];
  /** How many objects were checked. */
  readonly objects: number;
  /** How many of them have a kind without a pinned schema. */
  readonly unknown: number;
}

/** Whether the report has neither errors nor warnings. Waived and `info` findings do not count. */
export function isClean({ findings }: Report): boolean {
  return !findings.some(({ severity }) => severity === 'error' || severity === 'warning');
}

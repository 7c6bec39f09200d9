import type { RuleSeverity } from '../core/finding';

/** A finding, and where it stands. */
export interface LocatedFinding {
  readonly rule: string;
  readonly severity: RuleSeverity | 'waived';
  /** `Kind namespace/name`. */
  readonly object: string;
  /** The field, such as `spec.rules[0].name`; empty for the object as a whole. */
  readonly path: string;
  readonly message: string;
  readonly got: string;
  readonly allowed: string;
  readonly fix: string;
  /** The file as it was named on the command line, or found below a folder that was; `<stdin>`. */
  readonly file: string;
  /** From 1. Where the field is missing, that of what it is missing in. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** Why it is let pass, for a waived one. */
  readonly reason?: string;
}

/** What checking some inputs came to. */
export interface Report {
  /** By file, line, column and rule. */
  readonly findings: readonly LocatedFinding[];
  readonly objects: number;
  /** Those of kinds that no pinned schema describes. */
  readonly unknown: number;
}

/** Whether the report has something that must be mended: errors and warnings, not what is waived or only told. */
export function isClean({ findings }: Report): boolean {
  return !findings.some(({ severity }) => severity === 'error' || severity === 'warning');
}

import { NOT_JUDGED } from '../../checks/rules/egress/not-judged';
import type { Finding } from '../../core/finding';

/** A finding in a file. Its line and column are missing if the file cannot be read. */
export type LocatedFinding = Finding & Required<Pick<Finding, 'file'>>;

/** The result of checking some inputs. */
export interface Report {
  /** The findings, sorted by file, line, column and rule. */
  readonly findings: readonly LocatedFinding[];
  /** The number of checked objects. */
  readonly objects: number;
  /** The number of objects of unknown kinds, for which there is no schema. */
  readonly unknown: number;
  /** The number of files without Kubernetes objects, which were skipped. */
  readonly skipped: number;
  /** The number of files and documents that could not be read. Their objects can be reported as missing. */
  readonly unread: number;
}

/** Whether the report has neither errors nor warnings. Waived and `info` findings do not count. */
export function isClean({ findings }: Report): boolean {
  return !findings.some(({ severity }) => severity === 'error' || severity === 'warning');
}

/** The number of objects that can open a way out and are not judged. */
export function countNotJudged({ findings }: Pick<Report, 'findings'>): number {
  return new Set(
    findings.filter(({ rule, severity }) => rule === NOT_JUDGED && severity !== 'waived').map(({ object }) => object),
  ).size;
}

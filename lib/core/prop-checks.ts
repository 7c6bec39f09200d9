import type { Finding } from './finding';
import { type Path, stepsOf, valueAt } from './path';

/**
 * One row of a table of checks of props. All rows are tried, so that the user sees all errors at once. Only the first failing
 * row per path is reported, so that a special case ("drop the scheme") hides the general one.
 */
export interface PropCheck<S> {
  /** `input/…` can't be waived; other rules can, with a reason. */
  readonly rule: string;
  /** The prop; `.` leads into it. */
  readonly path: string;
  /** True when the subject breaks the rule. */
  readonly breaks: (subject: S) => boolean;
  /** @default - the value at `path` of the subject's props */
  readonly got?: (subject: S) => unknown;
  readonly allowed: string | ((subject: S) => string);
  readonly fix: string | ((subject: S) => string);
  /** `info`: a deliberate choice, which the rules over the objects need not report again. @default 'error' */
  readonly severity?: 'error' | 'warning' | 'info';
}

/** What the checks of a construct look at: its props, and whatever else they need to know. */
export interface Subject {
  readonly props: object;
}

/** Runs a table of checks. */
export function runChecks<S extends Subject>(construct: string, subject: S, checks: readonly PropCheck<S>[]): Finding[] {
  const findings = new Map<string, Finding>();
  for (const check of checks) {
    if (!findings.has(check.path) && check.breaks(subject)) findings.set(check.path, toFinding(construct, subject, check));
  }
  return [...findings.values()];
}

function toFinding<S extends Subject>(construct: string, subject: S, check: PropCheck<S>): Finding {
  const { rule, severity = 'error', got, allowed, fix } = check;
  const path: Path = stepsOf(check.path);
  return {
    rule,
    severity,
    construct,
    path,
    got: got ? got(subject) : valueAt(subject.props, path),
    allowed: textOf(allowed, subject),
    fix: textOf(fix, subject),
  };
}

function textOf<S>(text: string | ((subject: S) => string), subject: S): string {
  return typeof text === 'string' ? text : text(subject);
}

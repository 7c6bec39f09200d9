import { type Finding, show } from './finding';

/**
 * One row of a construct's table of checks. Every row is tried, so that the user sees all errors in one go; of the rows
 * for one path only the first that objects is told, so that the special case ("drop the scheme") hides the general one.
 */
export interface Check<S> {
  /** `input/…`: can't be waived. `egress/…`: can be, by rule and reason. */
  readonly rule: string;
  /** The prop concerned; `.` leads into it. */
  readonly path: string;
  /** True when the subject breaks the rule. */
  readonly breaks: (subject: S) => boolean;
  /** @default - the value at `path` of the subject's props */
  readonly got?: (subject: S) => unknown;
  readonly allowed: string | ((subject: S) => string);
  readonly fix: string | ((subject: S) => string);
  /** `info`: a choice that was made knowingly, which the rules over the objects need not tell again. @default 'error' */
  readonly severity?: 'error' | 'warning' | 'info';
}

/** What the checks of a construct look at: its props, and whatever else they need to know. */
export interface Subject {
  readonly props: object;
}

/** Runs a table of checks. */
export function runChecks<S extends Subject>(construct: string, subject: S, checks: readonly Check<S>[]): Finding[] {
  const findings: Finding[] = [];
  for (const check of checks) {
    if (isTold(findings, check.path) || !check.breaks(subject)) continue;
    findings.push(toFinding(construct, subject, check));
  }
  return findings;
}

function isTold(findings: readonly Finding[], path: string): boolean {
  for (const finding of findings) if (finding.path === path) return true;
  return false;
}

function toFinding<S extends Subject>(construct: string, subject: S, check: Check<S>): Finding {
  return {
    rule: check.rule,
    severity: check.severity ?? 'error',
    construct,
    path: check.path,
    got: show(check.got ? check.got(subject) : valueAt(subject.props, check.path)),
    allowed: textOf(check.allowed, subject),
    fix: textOf(check.fix, subject),
  };
}

function textOf<S>(text: string | ((subject: S) => string), subject: S): string {
  return typeof text === 'string' ? text : text(subject);
}

function valueAt(props: object, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], props);
}

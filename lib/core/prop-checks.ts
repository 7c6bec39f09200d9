import type { Finding } from './finding';
import { type Path, stepsOf } from './path';

/**
 * One row of a table of checks. All rows are tried, so that users see all errors at once. Only the first failing row per path is
 * reported, so that a special case, such as a host with a scheme, hides the general one.
 */
export interface PropCheck<S> {
  /** The rule. Rules `input/…` cannot be waived. */
  readonly rule: string;
  /** The path of the property, such as `approval.until`. */
  readonly path: string;
  /** Whether the subject breaks the rule. */
  readonly breaks: (subject: S) => boolean;
  /** @default - the value at `path` of the subject's props */
  readonly got?: (subject: S) => unknown;
  readonly allowed: string | ((subject: S) => string);
  readonly fix: string | ((subject: S) => string);
  /** Lines that follow the fix, to be copied. @default - none */
  readonly paste?: (subject: S) => readonly string[];
  /** `info` marks a deliberate choice, which rules over the objects do not report again. @default 'error' */
  readonly severity?: 'error' | 'warning' | 'info';
}

/** The data that the checks of a construct use: its properties, and data of the construct. */
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
  const { rule, severity = 'error', got, allowed, fix, paste } = check;
  const path: Path = stepsOf(check.path);
  return {
    rule,
    severity,
    construct,
    path,
    got: got ? got(subject) : propertyAt(subject.props, path),
    allowed: textOf(allowed, subject),
    fix: textOf(fix, subject),
    ...(paste && { paste: paste(subject) }),
  };
}

/** Reads inherited properties too: properties can be an object of a class, with getters. */
function propertyAt(props: object, path: Path): unknown {
  return path.reduce<unknown>((value, step) => (value as Record<string, unknown> | null | undefined)?.[step], props);
}

function textOf<S>(text: string | ((subject: S) => string), subject: S): string {
  return typeof text === 'string' ? text : text(subject);
}

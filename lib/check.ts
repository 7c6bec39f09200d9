import { type Finding, show } from './finding';
import { isWaivable } from './manifests/waivers';

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

/** Rules that may be waived, each with the reason for it. */
export type Waivers = Readonly<Record<string, string>>;

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

/** Marks the findings that the construct waives, and adds one for each waiver that is malformed or waives nothing. */
export function applyWaivers(construct: string, findings: readonly Finding[], waivers: Waivers): Finding[] {
  const marked = findings.map((finding) => {
    const reason = waivers[finding.rule];
    return isWaivable(finding.rule) && reason ? { ...finding, severity: 'waived' as const, reason } : finding;
  });
  return [...marked, ...Object.keys(waivers).flatMap((rule) => badWaiver(construct, rule, findings, waivers))];
}

function badWaiver(construct: string, rule: string, findings: readonly Finding[], waivers: Waivers): Finding[] {
  const about = { construct, path: `waive['${rule}']`, got: show(waivers[rule]) };
  if (!isWaivable(rule)) {
    const allowed = 'rules other than input/… and schema/…';
    return [{ ...about, rule: 'input/waive', severity: 'error', got: rule, allowed, fix: 'mend what the finding names' }];
  }
  if (!waivers[rule]?.trim()) {
    return [{ ...about, rule: 'input/waive', severity: 'error', allowed: 'a reason', fix: 'say why the rule does not apply' }];
  }
  if (findings.some((f) => f.rule === rule)) return [];
  const allowed = 'waivers of rules that object';
  return [
    { ...about, rule: 'input/waive', severity: 'warning', allowed, fix: 'remove the waiver: the rule does not object here' },
  ];
}

import type { Problem } from '../../core/finding';
import { type Path, samePath, stepsOf, valueAt } from '../../core/path';
import type { IstioCapabilities } from '../../core/platform';
import type { Manifest } from '../../manifests/manifest';

/** What Istio's validating webhook (`istioctl validate`) reports of an object: an `error` is refused, a `warning` is not. */
export interface IstioIssue extends Problem {
  /** `istio/…`; `docs/rules/istio.md` has a section on it. */
  readonly rule: `istio/${string}`;
  readonly severity: 'error' | 'warning';
  /** What is wrong, as a clause without place and value. */
  readonly message: string;
}

/** What a check looks at. `Spec`: the object's `spec`; an absent one is `{}`. */
export interface IstioSubject<Spec> {
  readonly object: Manifest;
  readonly spec: Spec;
  /** What the Istio can whose webhook judges. */
  readonly capabilities: IstioCapabilities;
}

/** Adds the path of each place that is wrong to `found`. */
export type Find<Spec> = (subject: IstioSubject<Spec>, found: Path[]) => void;

/** One line of a table of checks. */
export interface IstioCheck<Spec> extends Pick<IstioIssue, 'rule' | 'message' | 'allowed' | 'fix'> {
  /** @default 'error' */
  readonly severity?: 'warning';
  readonly find: Find<Spec>;
}

/** Checks of one part of an object. */
export interface IstioTable<Spec> {
  /** Whether there is anything to check, so that what an object does not have costs next to nothing. @default - there is */
  readonly needs?: (spec: Spec, object: Manifest) => unknown;
  /** The webhook looks at nothing else when one of these is an error. @default false */
  readonly stops?: boolean;
  readonly checks: readonly IstioCheck<Spec>[];
}

/** Runs tables of checks in turn. Of several checks that object to one place, the first is told, errors and warnings apart. */
export function issuesOf<Spec>(subject: IstioSubject<Spec>, tables: readonly IstioTable<Spec>[]): readonly IstioIssue[] {
  const issues: IstioIssue[] = [];
  for (const { needs, stops, checks } of tables) {
    if (needs !== undefined && !needs(subject.spec, subject.object)) continue;
    runChecks(subject, checks, issues);
    if (stops && issues.length > 0) break;
  }
  return issues;
}

function runChecks<Spec>(subject: IstioSubject<Spec>, checks: readonly IstioCheck<Spec>[], issues: IstioIssue[]): void {
  const found: Path[] = [];
  for (const check of checks) {
    check.find(subject, found);
    if (found.length > 0) tell(subject.object, check, found.splice(0), issues);
  }
}

function tell(object: Manifest, check: Omit<IstioCheck<never>, 'find'>, paths: readonly Path[], issues: IstioIssue[]): void {
  const { rule, severity = 'error', message, allowed, fix } = check;
  for (const path of paths) {
    if (issues.some((other) => samePath(other.path, path) && other.severity === severity)) continue;
    issues.push({ rule, severity, path, got: valueAt(object, path), allowed, fix, message });
  }
}

/**
 * Finds the entries of a list that `breaks` objects to.
 *
 * @param path of the list, such as `spec.ports`
 * @param field the field of the entry that is to blame, such as `name` @default - the whole entry
 */
export function every<Spec, T>(
  path: string,
  list: (spec: Spec) => readonly T[] | undefined,
  breaks: (entry: T, subject: IstioSubject<Spec>, index: number) => boolean,
  field?: string,
): Find<Spec> {
  const above = stepsOf(path);
  const below = field === undefined ? [] : [field];
  return (subject, found) => {
    const entries = list(subject.spec);
    if (entries === undefined) return;
    for (let i = 0; i < entries.length; i++) {
      if (breaks(entries[i] as T, subject, i)) found.push([...above, i, ...below]);
    }
  };
}

/** Finds `path`, such as `spec.ports`, when `breaks` objects to the whole. */
export function whole<Spec>(path: string, breaks: (spec: Spec, subject: IstioSubject<Spec>) => boolean): Find<Spec> {
  const steps = stepsOf(path);
  return (subject, found) => {
    if (breaks(subject.spec, subject)) found.push(steps);
  };
}

/** The same where `holds`, nothing elsewhere. */
export function where<Spec>(holds: (spec: Spec) => boolean, find: Find<Spec>): Find<Spec> {
  return (subject, found) => {
    if (holds(subject.spec)) find(subject, found);
  };
}

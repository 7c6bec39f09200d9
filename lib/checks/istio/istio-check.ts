import type { Problem } from '../../core/finding';
import { type Path, samePath, stepsOf, valueAt } from '../../core/path';
import type { IstioCapabilities } from '../../core/platform';
import type { Manifest } from '../../manifests/manifest';

/** What Istio's validating webhook (`istioctl validate`) reports about an object. It rejects an `error`, but not a `warning`. */
export interface IstioIssue extends Problem {
  /** `istio/…`, with a section in `docs/rules/istio.md`. */
  readonly rule: `istio/${string}`;
  readonly severity: 'error' | 'warning';
  /** What is wrong, as a clause without the path and the value. */
  readonly message: string;
}

/** What a check reads. `Spec` is the type of the object's `spec`; an absent spec is `{}`. */
export interface IstioSubject<Spec> {
  readonly object: Manifest;
  readonly spec: Spec;
  /** The capabilities of the Istio version whose webhook is applied. */
  readonly capabilities: IstioCapabilities;
}

/** Adds the path of each invalid field to `found`. */
export type Find<Spec> = (subject: IstioSubject<Spec>, found: Path[]) => void;

/** One check of a table. */
export interface IstioCheck<Spec> extends Pick<IstioIssue, 'rule' | 'message' | 'allowed' | 'fix'> {
  /** @default 'error' */
  readonly severity?: 'warning';
  readonly find: Find<Spec>;
}

/** The checks of one part of an object. */
export interface IstioTable<Spec> {
  /** Whether there is anything to check; saves the time for parts that an object does not have. @default - always true */
  readonly needs?: (spec: Spec, object: Manifest) => unknown;
  /** Whether the webhook checks nothing else if one of these checks fails. @default false */
  readonly stops?: boolean;
  readonly checks: readonly IstioCheck<Spec>[];
}

/** Runs tables of checks in order. For each path, it reports the first error and the first warning. */
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
    if (found.length > 0) addIssues(subject.object, check, found.splice(0), issues);
  }
}

function addIssues(object: Manifest, check: Omit<IstioCheck<never>, 'find'>, paths: readonly Path[], issues: IstioIssue[]): void {
  const { rule, severity = 'error', message, allowed, fix } = check;
  for (const path of paths) {
    if (issues.some((other) => samePath(other.path, path) && other.severity === severity)) continue;
    issues.push({ rule, severity, path, got: valueAt(object, path), allowed, fix, message });
  }
}

/**
 * Finds the invalid entries of a list.
 *
 * @param path of the list, such as `spec.ports`
 * @param field the invalid field of the entry, such as `name` @default - the whole entry
 */
export function every<Spec, T>(
  path: string,
  list: (spec: Spec) => readonly T[] | undefined,
  isInvalid: (entry: T, subject: IstioSubject<Spec>, index: number) => boolean,
  field?: string,
): Find<Spec> {
  const above = stepsOf(path);
  const below = field === undefined ? [] : [field];
  return (subject, found) => {
    const entries = list(subject.spec);
    if (entries === undefined) return;
    for (let i = 0; i < entries.length; i++) {
      if (isInvalid(entries[i] as T, subject, i)) found.push([...above, i, ...below]);
    }
  };
}

/** Finds `path`, such as `spec.ports`, if the spec is invalid. */
export function whole<Spec>(path: string, isInvalid: (spec: Spec, subject: IstioSubject<Spec>) => boolean): Find<Spec> {
  const steps = stepsOf(path);
  return (subject, found) => {
    if (isInvalid(subject.spec, subject)) found.push(steps);
  };
}

/** Runs `find` only on objects whose spec fulfils `holds`. */
export function where<Spec>(holds: (spec: Spec) => boolean, find: Find<Spec>): Find<Spec> {
  return (subject, found) => {
    if (holds(subject.spec)) find(subject, found);
  };
}

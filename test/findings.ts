import type { App } from 'cdk8s';
import { EgressError, type Finding } from '../lib';
import type { Check } from '../lib/core/prop-checks';

/** What an app refuses to be synthesized for; none when it is not refused. */
export function findings(app: App): readonly Finding[] {
  try {
    app.synthYaml();
    return [];
  } catch (error) {
    if (error instanceof EgressError) return error.findings;
    throw error;
  }
}

/** What a finding tells, without where. */
export type Told = Pick<Finding, 'rule' | 'path' | 'got' | 'allowed' | 'fix'>;

export const told = (all: readonly Finding[]): Told[] =>
  all.map(({ rule, path, got, allowed, fix }) => ({ rule, path, got, allowed, fix }));

/** The checks of a table for which no row of a test expects a finding; those of choices made knowingly are never told. */
export function untested<S>(checks: readonly Check<S>[], rows: readonly Told[]): string[] {
  const expects = (check: Check<S>) => (row: Told) =>
    row.rule === check.rule &&
    row.path === check.path &&
    (typeof check.allowed === 'function' || check.allowed === row.allowed) &&
    (typeof check.fix === 'function' || check.fix === row.fix);
  const objecting = checks.filter(({ severity }) => severity !== 'info');
  return objecting.filter((check) => !rows.some(expects(check))).map(({ rule, path, fix }) => `${rule} ${path} ${fix}`);
}

import { inspect } from 'node:util';
import type { App } from 'cdk8s';
import { EgressError, type Finding, formatFinding, objectName, showPath } from '../lib';
import { showGot } from '../lib/core/format-finding';
import type { PropCheck } from '../lib/core/prop-checks';

/** A finding with its path, value and object in printed form. */
export type PrintedFinding = Omit<Finding, 'path' | 'got' | 'object'> &
  Record<'path' | 'got', string> & { readonly object?: string };

/** A finding with its parts in printed form. */
export function printed({ object, ...finding }: Finding): PrintedFinding {
  const name = object === undefined ? {} : { object: objectName(object) };
  return { ...finding, ...name, path: showPath(finding.path), got: showGot(finding) };
}

/** The findings that prevent the synthesis of an app, in printed form. Empty if it synthesizes. */
export function findings(app: App): readonly PrintedFinding[] {
  return findingsOf(app).map(printed);
}

/** The findings that prevent the synthesis of an app. */
function findingsOf(app: App): readonly Finding[] {
  try {
    app.synthYaml();
    return [];
  } catch (error) {
    if (error instanceof EgressError) return error.findings;
    throw error;
  }
}

/** The findings that prevent the synthesis of an app, as the user reads them. `rule` selects those of one rule. */
export function refusal(app: App, rule?: string): string {
  const ofRule = findingsOf(app).filter((finding) => rule === undefined || finding.rule === rule);
  return ofRule.map(formatFinding).join('\n');
}

/** An input as a row of a table: its name in the snapshot, and its other properties. */
export type Row<Given extends readonly unknown[]> = readonly [input: string, ...given: Given];

/** Inputs as rows of a table, each named after its own text. */
export const asRows = <T>(inputs: readonly T[]): Row<[T]>[] =>
  inputs.map((input) => [inspect(input, { breakLength: Number.POSITIVE_INFINITY }), input]);

/**
 * The findings for the inputs of a table, as text for an inline snapshot. Each message is printed once, followed by the inputs
 * that cause it and the value that was got. An input with two findings is listed twice.
 */
export function refusals<Given extends readonly unknown[]>(
  rows: readonly Row<Given>[],
  refuse: (...given: Given) => readonly PrintedFinding[],
): string {
  const inputs = new Map<string, string[]>();
  const add = (message: string, input: string) => inputs.set(message, [...(inputs.get(message) ?? []), `  - ${input}`]);
  for (const [input, ...given] of rows) {
    const found = refuse(...given);
    if (found.length === 0) add('not refused', short(input));
    for (const finding of found) add(messageOf(finding), `${short(input)}: got ${short(finding.got)}`);
  }
  return [...inputs].map(([message, lines]) => [message, ...lines].join('\n')).join('\n');
}

function messageOf({ severity, rule, path, message, allowed, fix }: PrintedFinding): string {
  const mark = severity === 'error' ? '' : `${severity} `;
  const lines = [...(message === undefined ? [] : [message]), `allowed: ${allowed}`, `fix: ${fix}`];
  return [`${mark}${rule}  ${path}`, ...lines.map((line) => `  ${line}`)].join('\n');
}

/** A text that fits on a line, or its beginning and its length. Surrounding blanks are made visible. */
function short(text: string): string {
  if (text.length > 80) return `${text.slice(0, 40)}… (${text.length} characters)`;
  return text === text.trim() ? text : JSON.stringify(text);
}

/** The checks of a table that report nothing while `run` runs. */
export function untested<S>(checks: readonly PropCheck<S>[], run: () => void): string[] {
  const watched = checks.map((check) => ({ check, breaks: jest.spyOn(check, 'breaks') }));
  try {
    run();
    const silent = watched.filter(({ breaks }) => !breaks.mock.results.some(({ value }) => value === true));
    return silent.map(({ check: { rule, path, fix } }) => `${rule} ${path} ${fix}`);
  } finally {
    for (const { breaks } of watched) breaks.mockRestore();
  }
}

import type { Finding, ObjectReference } from './finding';
import { showPath } from './path';
import { pageOf } from './rule-page';

/** The maximum number of characters of an object's value that is printed. */
const LONGEST_GOT = 200;

/** A value as text: strings without quotes, everything else as JSON. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return showText(value);
  if (typeof value !== 'object') return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid Date' : `${value.toISOString()} (a Date)`;
  const path = pathOf(value);
  if (path !== undefined) return path === '' ? 'the app' : `the construct ${path}`;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return 'an object that contains itself';
  }
}

/** The path of a construct, whose JSON would be the whole program. */
function pathOf(value: object | null): string | undefined {
  const path: unknown = (value as { node?: { path?: unknown } } | null)?.node?.path;
  return typeof path === 'string' ? path : undefined;
}

/** Blanks at the ends would be invisible without quotes. */
function showText(text: string): string {
  if (text === '') return "''";
  return text === text.trim() ? text : `${JSON.stringify(text)} (with blanks)`;
}

/**
 * The value of a finding. Values of objects are shortened, because they can be long texts or whole objects. Others are complete:
 * they can be the message of another library, or a list of constructs that are all to be corrected.
 */
export function showGot({ got, object }: Pick<Finding, 'got' | 'object'>): string {
  const text = show(got);
  return object && text.length > LONGEST_GOT ? `${text.slice(0, LONGEST_GOT)}…` : text;
}

/** The name of an object in messages: `ServiceEntry egress-system/api.example.com`. Its metadata may be malformed. */
export function objectName({ kind, metadata }: ObjectReference): string {
  if (typeof metadata?.name !== 'string') return kind;
  return `${kind} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`;
}

/** The object and the field of a finding: `TrafficPolicy egress-system/api spec.timeouts.request`. */
export function showField({ object, path }: Pick<Finding, 'object' | 'path'>): string {
  return [object && objectName(object), showPath(path)].filter(Boolean).join(' ');
}

/** The file, line and column of a finding, or the argument. */
export function showSource({ file, line, column, argument }: Finding): string | undefined {
  return line === undefined || column === undefined ? (file ?? argument) : `${file}:${line}:${column}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern finds characters that must not reach a terminal
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A text on one line, without characters that would control the terminal, or that nobody would see. */
export function plain(text: string): string {
  return text.replace(CONTROL, (char) =>
    char === '\n' ? '\\n' : `\\u${(char.codePointAt(0) as number).toString(16).padStart(4, '0')}`,
  );
}

/** The steps of the path of a finding: `1. service account payments/web: AuthorizationPolicy … spec.rules[0] (exit.yaml:3:5)`. */
export function trailLines({ trail = [] }: Pick<Finding, 'trail'>): string[] {
  return trail.map(({ text, object, path, file, line, column }, index) => {
    const place = file === undefined ? '' : ` (${line === undefined ? file : `${file}:${line}:${column}`})`;
    return `${index + 1}. ${text}${object ? `: ${showField({ object, path })}` : ''}${place}`;
  });
}

/** The lines of a finding after the first one: the problem, the path, the value, the allowed values, the fix, and the page of the rule. */
export function detailLines(finding: Finding): string[] {
  const { message, allowed, fix, paste = [], reason, rule } = finding;
  return [
    ...(message === undefined ? [] : [`  ${plain(message)}`]),
    ...trailLines(finding).map((step) => `    ${plain(step)}`),
    `  got ${plain(showGot(finding))}; allowed: ${plain(allowed)}`,
    ...(reason === undefined
      ? [`  fix: ${plain(fix)}`, ...paste.map((line) => `    ${plain(line)}`)]
      : [`  waived: ${plain(reason)}`]),
    `  see cdk8s-egress/${pageOf(rule)}`,
  ];
}

/**
 * A finding as text on several lines: the rule and the location, the problem, the value, the allowed values, the fix, and the
 * page of the rule.
 */
export function formatFinding(finding: Finding): string {
  const { severity, rule, construct } = finding;
  const mark = severity === 'error' ? rule : `${severity} ${rule}`;
  const where = [mark, construct, showSource(finding), showField(finding)].filter(Boolean);
  return [plain(where.join('  ')), ...detailLines(finding)].join('\n');
}

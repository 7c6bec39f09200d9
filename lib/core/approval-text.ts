import { createHash } from 'node:crypto';
import { listAt } from './group-by';
import { memoize } from './memo';

/** The kinds of lines of an approved content, in their order. The kind is the first word of a line. */
export const CONTENT_KINDS = [
  'host',
  'addresses',
  'destination',
  'tls',
  'callers',
  'identities',
  'requests',
  'expression',
  'report',
  'undecided',
  'ways',
  'credential',
  'token',
] as const;

/** The kind of a line of an approved content. */
export type ContentKind = (typeof CONTENT_KINDS)[number];

/** The first word of a line. */
export function kindOfLine(line: string): string {
  return line.split(' ', 1)[0] ?? '';
}

/** A line without its kind. */
export function restOfLine(line: string): string {
  return line.slice(kindOfLine(line).length + 1);
}

/** Lines without their kinds, by kind. */
export function linesByKind(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const byKind = new Map<string, string[]>();
  for (const line of lines) listAt(byKind, kindOfLine(line)).push(restOfLine(line));
  return byKind;
}

const RANKS: ReadonlyMap<string, number> = new Map(CONTENT_KINDS.map((kind, index) => [kind, index]));

/**
 * The lines of a content in canonical order, each once, whatever the order in which they were written: by kind, and by text. Only rules
 * for requests stay in their order, because the first that matches decides.
 */
export function inContentOrder(lines: readonly string[]): readonly string[] {
  const rankOf = (line: string) => RANKS.get(kindOfLine(line)) ?? CONTENT_KINDS.length;
  const compare = (a: string, b: string) => {
    const ranks = rankOf(a) - rankOf(b);
    if (ranks !== 0 || kindOfLine(a) === 'requests') return ranks;
    return a < b ? -1 : Number(a > b);
  };
  return [...new Set(lines)].sort(compare);
}

/**
 * The digest of a content, whose lines are in canonical order: `sha256:` and the hash of its text. All objects of a host have the same
 * content.
 */
export const digestOf = memoize((text) => `sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}`);

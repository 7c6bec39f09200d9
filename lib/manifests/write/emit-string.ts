import { memoize } from '../../core/memo';
import { literalBlock } from './emit-block';
import { Unwritable } from './unwritable-error';
import { misread } from './yaml-ambiguous';

/**
 * What can't stand unescaped: control characters but tab and line end, the line ends of YAML 1.1 only, and what a reviewer
 * can't see or is misled by. A list of its own, so that the bytes don't change with Node's version of Unicode.
 */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ufffe\uffff\u{e0000}-\u{e0fff}]/u;
const EVERY_UNSEEN = new RegExp(UNSEEN.source, 'gu');

/** Half of a surrogate pair, which UTF-8 can't hold. */
const HALF = /[\ud800-\udfff]/u;

/** Where a plain text on one line would end, or be taken for something else; the empty text; a tab, which nobody sees. */
const NOT_PLAIN = /^$|^[ ,[\]{}#&*!|>'"%@`]|^[-?:](?: |$)|^(?:---|\.\.\.)(?: |$)|:(?: |$)| #| $|[\t\n]/;

/** A text on one line, as key or value: plain where every reader takes it for itself, else quoted. */
export function inlineText(text: string): string {
  return lookUp(text);
}

/** A text as value. Of several lines a literal block is made, if it can hold them; each begins with `newline`. */
export function valueText(text: string, newline: string): string {
  return (text.includes('\n') && !UNSEEN.test(text) && literalBlock(wellFormed(text), newline)) || lookUp(text);
}

/** Longer texts are not worth being remembered. */
const LONGEST_KNOWN = 200;

function lookUp(text: string): string {
  return text.length > LONGEST_KNOWN ? written(text) : known(text);
}

const known = memoize(written);

function written(text: string): string {
  const plain = !NOT_PLAIN.test(text) && !UNSEEN.test(text) && !misread(text);
  return plain ? wellFormed(text) : quoted(wellFormed(text));
}

function wellFormed(text: string): string {
  if (HALF.test(text))
    throw new Unwritable({ got: JSON.stringify(text), allowed: 'whole characters', fix: 'remove the half of a surrogate pair' });
  return text;
}

/** In single quotes where they save backslashes, else in double quotes: as JSON, with escapes for what JSON lets stand. */
function quoted(text: string): string {
  if (/^[^'\t\n]*"[^'\t\n]*$/.test(text) && !UNSEEN.test(text)) return `'${text}'`;
  return JSON.stringify(text).replace(EVERY_UNSEEN, escaped);
}

function escaped(unseen: string): string {
  const hex = (unseen.codePointAt(0) as number).toString(16);
  return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
}

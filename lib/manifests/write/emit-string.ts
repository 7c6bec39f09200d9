import { memoize } from '../../core/memo';
import { literalBlock } from './emit-block';
import { Unwritable } from './unwritable-error';
import { isAmbiguous } from './yaml-ambiguous';

/**
 * Characters that must be escaped: control characters except tab and line feed, the line breaks of YAML 1.1 only, and
 * characters that are invisible or misleading in a review. The list is fixed, so that the output does not depend on Node's
 * version of Unicode.
 */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern finds control characters
  /[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ufffe\uffff\u{e0000}-\u{e0fff}]/u;
const EVERY_UNSEEN = new RegExp(UNSEEN.source, 'gu');

/** Half of a surrogate pair, which UTF-8 cannot encode. */
const HALF = /[\ud800-\udfff]/u;

/** Texts that cannot be plain on one line: the text would end early or be read as something else, is empty, or has a tab. */
const NOT_PLAIN = /^$|^[ ,[\]{}#&*!|>'"%@`]|^[-?:](?: |$)|^(?:---|\.\.\.)(?: |$)|:(?: |$)| #| $|[\t\n]/;

/** A text on one line, as key or value: plain if all readers read it as this text, else quoted. */
export function inlineText(text: string): string {
  return lookUp(text);
}

/** A text as value. Several lines become a literal block if possible, in which each line begins with `newline`. */
export function valueText(text: string, newline: string): string {
  return (text.includes('\n') && !UNSEEN.test(text) && literalBlock(wellFormed(text), newline)) || lookUp(text);
}

/** Longer texts are not cached. */
const LONGEST_KNOWN = 200;

function lookUp(text: string): string {
  return text.length > LONGEST_KNOWN ? written(text) : known(text);
}

const known = memoize(written);

function written(text: string): string {
  const plain = !NOT_PLAIN.test(text) && !UNSEEN.test(text) && !isAmbiguous(text);
  return plain ? wellFormed(text) : quoted(wellFormed(text));
}

function wellFormed(text: string): string {
  if (HALF.test(text))
    throw new Unwritable({
      got: JSON.stringify(text),
      allowed: 'complete characters',
      fix: 'remove the half of a surrogate pair',
    });
  return text;
}

/** In single quotes if these save backslashes, else in double quotes: as JSON, with additional escapes. */
function quoted(text: string): string {
  if (/^[^'\t\n]*"[^'\t\n]*$/.test(text) && !UNSEEN.test(text)) return `'${text}'`;
  return JSON.stringify(text).replace(EVERY_UNSEEN, escaped);
}

function escaped(unseen: string): string {
  const hex = (unseen.codePointAt(0) as number).toString(16);
  return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
}

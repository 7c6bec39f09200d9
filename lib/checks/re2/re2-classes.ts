import { remembered } from '../../core/remembered';
import { LAST, type Ranges, union } from './re2-tree';

const span = (...pairs: readonly string[]): Ranges =>
  union(pairs.flatMap((pair) => [pair.charCodeAt(0), pair.charCodeAt(pair.length - 1)]));

const DIGIT = span('09');
const SPACE = span('\t\n', '\f\r', '  ');
const WORD = span('09', 'AZ', 'az', '__');

/** `\d`, `\s` and `\w`: ASCII, and no vertical tab among the spaces. */
export const PERL: Readonly<Record<string, Ranges>> = { d: DIGIT, s: SPACE, w: WORD };

/** From and to, in pairs. */
const POSIX: Readonly<Record<string, readonly string[]>> = {
  alnum: ['09', 'AZ', 'az'],
  alpha: ['AZ', 'az'],
  ascii: ['\0\x7f'],
  blank: ['\t\t', '  '],
  cntrl: ['\0\x1f', '\x7f\x7f'],
  digit: ['09'],
  graph: ['!~'],
  lower: ['az'],
  print: [' ~'],
  punct: ['!/', ':@', '[`', '{~'],
  space: ['\t\r', '  '],
  upper: ['AZ'],
  word: ['09', 'AZ', 'az', '__'],
  xdigit: ['09', 'AF', 'af'],
};

/** `[[:alpha:]]`. @throws on a name that RE2 does not know */
export function posixClass(name: string): Ranges {
  const pairs = Object.hasOwn(POSIX, name) ? POSIX[name] : undefined;
  if (!pairs) throw new Error(`the class [:${name}:]`);
  return span(...pairs);
}

/**
 * `\pL`, `\p{Greek}`: by the Unicode version of this JavaScript engine.
 *
 * @throws on a name that RE2 does not know
 */
export const unicodeClass = remembered(scan);

/** Finds the runs of a class in a text that has every code point, in order; a search of each would take a second. */
function scan(name: string): Ranges {
  if (name === 'Any') return [0, LAST];
  const runs = new RegExp(`${propertyOf(name)}+`, 'gu');
  const ranges: number[] = [];
  for (let start = 0; start <= LAST; start += BLOCK) {
    for (const [run] of blockText(start).matchAll(runs)) {
      ranges.push(run.codePointAt(0) as number, run.codePointAt(run.length - (start > 0xffff ? 2 : 1)) as number);
    }
  }
  return union(ranges);
}

const BLOCK = 0x800;

/** The code points from `start` on; a block of surrogates is none. */
function blockText(start: number): string {
  if (start === 0xd800) return '';
  return String.fromCodePoint(...Array.from({ length: BLOCK }, (_, index) => start + index));
}

function propertyOf(name: string): string {
  if (/^[A-Z][a-z]?$/.test(name)) return `\\p{gc=${name}}`;
  if (/^[A-Z][a-z]+(?:_[A-Z][a-z]+)*$/.test(name)) return `\\p{Script=${name}}`;
  throw new Error(`the class \\p{${name}}`);
}

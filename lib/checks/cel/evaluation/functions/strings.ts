import { compileRe2, type Pattern, re2 } from '../../re2';
import { EvaluationError } from '../fault';
import type { FunctionTable } from '../overloads';
import type { Value } from '../values';

/** White space in Go, which differs from that of JavaScript in U+0085 and U+FEFF. */
const SPACE = '[\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const LEADING = new RegExp(`^${SPACE}+`);
const TRAILING = new RegExp(`${SPACE}+$`);

const contains = (text: string, part: string) => text.includes(part);

/** The functions of texts. Positions count code points. */
export const STRINGS: FunctionTable = {
  charAt: { 'string, int': charAt },
  contains: { 'string, string': contains },
  endsWith: { 'string, string': (text: string, part: string) => text.endsWith(part) },
  startsWith: { 'string, string': (text: string, part: string) => text.startsWith(part) },
  lowerAscii: { string: (text: string) => text.replace(/[A-Z]+/g, (part) => part.toLowerCase()) },
  upperAscii: { string: (text: string) => text.replace(/[a-z]+/g, (part) => part.toUpperCase()) },
  matches: { 'string, string': (text: string, pattern: string) => compiled(pattern).test(text) },
  find: { 'string, string': (text: string, pattern: string) => findAll(text, pattern, 1n)[0] ?? '' },
  findAll: { 'string, string': findAll, 'string, string, int': findAll },
  indexOf: { 'string, string': indexOf, 'string, string, int': indexOf },
  lastIndexOf: { 'string, string': lastIndexOf, 'string, string, int': lastIndexOf },
  join: { list: (list: readonly Value[]) => joined(list, ''), 'list, string': joined },
  replace: { 'string, string, string': replaced, 'string, string, string, int': replaced },
  split: { 'string, string': split, 'string, string, int': split },
  'strings.quote': { string: quoted },
  substring: { 'string, int': substring, 'string, int, int': substring },
  trim: { string: (text: string) => text.replace(LEADING, '').replace(TRAILING, '') },
};

function charAt(text: string, at: bigint): string {
  const characters = [...text];
  if (at < 0n || at > characters.length) throw new EvaluationError(`index out of range: ${at}`);
  return characters[Number(at)] ?? '';
}

function indexOf(text: string, part: string, from = 0n): bigint {
  const [characters, wanted] = [[...text], [...part]];
  if (from < 0n) throw new EvaluationError(`index out of range: ${from}`);
  if (part === '') return BigInt(Math.min(Number(from), characters.length));
  return BigInt(characters.findIndex((_, at) => at >= from && isAt(characters, wanted, at)));
}

function lastIndexOf(text: string, part: string, from?: bigint): bigint {
  const [characters, wanted] = [[...text], [...part]];
  const last = from ?? BigInt(characters.length);
  if (last < 0n) throw new EvaluationError(`index out of range: ${last}`);
  if (part === '') return BigInt(Math.min(Number(last), characters.length));
  if (from !== undefined && from >= characters.length) return -1n;
  return BigInt(characters.findLastIndex((_, at) => at <= last && isAt(characters, wanted, at)));
}

function isAt(characters: readonly string[], wanted: readonly string[], at: number): boolean {
  return wanted.every((character, i) => characters[at + i] === character);
}

function substring(text: string, start: bigint, end?: bigint): string {
  const characters = [...text];
  const last = end ?? BigInt(characters.length);
  if (start > last || start < 0n || last > characters.length) throw new EvaluationError(`index out of range: ${start}`);
  return characters.slice(Number(start), Number(last)).join('');
}

/** @throws EvaluationError for a pattern that RE2 rejects */
function compiled(pattern: string): Pattern {
  return attempt(pattern, () => {
    const found = re2(pattern);
    found.test('');
    return found;
  });
}

function attempt<T>(pattern: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new EvaluationError(`error parsing regexp: ${pattern}: ${(error as Error).message}`);
  }
}

interface Finder {
  find(): boolean;
  group(): string;
  start(): number;
  end(): number;
}

/** The parts that match, at most as many as asked for; all for a negative number. */
function findAll(text: string, pattern: string, most = -1n): readonly string[] {
  const regex = attempt(pattern, () => compileRe2(pattern)) as Pattern & { matcher(text: string): Finder };
  const found: string[] = [];
  const finder = regex.matcher(text);
  let end = -1;
  while ((most < 0n || found.length < most) && finder.find()) {
    // Go does not find an empty part right behind another part.
    if (finder.start() !== finder.end() || finder.start() !== end) found.push(finder.group() ?? '');
    end = finder.end();
  }
  return found;
}

function joined(list: readonly Value[], separator: string): string {
  const wrong = list.find((item) => typeof item !== 'string');
  if (wrong !== undefined) throw new EvaluationError('join: invalid input');
  return list.join(separator);
}

/** Go's `strings.Replace`: an empty text is found before each character and at the end. */
function replaced(text: string, old: string, by: string, most = -1n): string {
  if (most < 0n) return old === '' ? by + [...text].map((character) => character + by).join('') : text.split(old).join(by);
  const parts = old === '' ? ['', ...text] : text.split(old);
  const count = Math.min(Number(most), old === '' ? parts.length : parts.length - 1);
  if (old === '') return parts.map((part, i) => part + (i < count ? by : '')).join('');
  return parts.map((part, i) => part + (i === parts.length - 1 ? '' : i < count ? by : old)).join('');
}

/** Go's `strings.SplitN`. */
function split(text: string, separator: string, most = -1n): readonly string[] {
  if (most === 0n) return [];
  const parts = separator === '' ? [...text] : text.split(separator);
  if (most < 0n || parts.length <= most) return parts;
  const head = parts.slice(0, Number(most) - 1);
  return [...head, parts.slice(head.length).join(separator)];
}

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v' },
  ...{ '\\': '\\\\', '"': '\\"' },
};

function quoted(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is escaped
  return `"${text.replace(/[\x07-\x0d\\"]/g, (character) => ESCAPES[character] as string)}"`;
}

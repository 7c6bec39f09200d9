import { memoize } from '../../core/memo';
import { keysInOrder, topKeys } from './emit-order';
import { inlineText, valueText } from './emit-string';
import { refusal, Unwritable } from './unwritable-error';

type Fields = Readonly<Record<string, unknown>>;

/** More levels than any manifest has, and few enough for every reader's stack. */
const MOST_LEVELS = 500;

/** The longest text of a key that readers look for a `:` behind. */
const LONGEST_KEY = 1024;

/** Texts are turned into bytes when they are this long: V8 keeps what is put together as a tree of its parts, and copies it. */
const CHUNK = 0x10000;

/** Objects as YAML documents, one after the other, each as {@link emitDocument} writes it; in UTF-8. */
export function emitDocuments(objects: Iterable<Fields>): Buffer {
  const chunks: Buffer[] = [];
  let text = '';
  for (const object of objects) {
    text += emitDocument(object);
    if (text.length < CHUNK) continue;
    chunks.push(Buffer.from(text));
    text = '';
  }
  chunks.push(Buffer.from(text));
  return Buffer.concat(chunks);
}

/**
 * A Kubernetes object as YAML document, from `---` to the end of its last line. The bytes depend on nothing but what the
 * object holds: apiVersion, kind, metadata, spec first, all other keys by code unit, however they were given. Readers of
 * YAML 1.1 and of 1.2 get the JSON that `JSON.stringify` gives: `undefined` is left out of objects and `null` in lists.
 *
 * @throws EgressError for what JSON and UTF-8 don't have (`NaN`, dates, functions, half characters), and for what is nested
 * deeper than 500 levels, as everything is that holds itself
 */
export function emitDocument(object: Fields): string {
  return emit(object, topKeys(object), keysInOrder);
}

/** The same with all keys as they were given: for a file that is read like a program, such as a request policy. */
export function emitAsGiven(object: Fields): string {
  return emit(object, Object.keys(object), Object.keys);
}

/** The keys of an object, in the order in which they are written. */
type KeysOf = (object: object) => string[];

function emit(object: Fields, keys: readonly string[], keysOf: KeysOf): string {
  try {
    return `---\n${fields(object, keys, 0, keysOf) || '{}'}\n`;
  } catch (error) {
    throw refusal(object, error);
  }
}

function fields(object: Fields, keys: readonly string[], level: number, keysOf: KeysOf): string {
  let text = '';
  for (const key of keys) {
    const value = object[key];
    if (value === undefined) continue;
    try {
      text += (text && lineAt(level)) + keyText(key, level) + node(value, level, lineAt(level + 1), keysOf);
    } catch (error) {
      throw inside(key, error);
    }
  }
  return text;
}

function entries(list: readonly unknown[], level: number, keysOf: KeysOf): string {
  let text = '';
  for (let i = 0; i < list.length; i++) {
    try {
      text += `${text && lineAt(level)}-${node(list[i], level, ' ', keysOf)}`;
    } catch (error) {
      throw inside(i, error);
    }
  }
  return text;
}

/** A value with what stands between it and its key or dash: a space, or `before` where lines of its own follow. */
function node(value: unknown, level: number, before: string, keysOf: KeysOf): string {
  if (typeof value === 'string') return ` ${valueText(value, lineAt(level + 1))}`;
  if (value === null || value === undefined) return ' null';
  if (typeof value === 'object') return collection(value, level + 1, before, keysOf);
  if (typeof value === 'number') return ` ${numberText(value)}`;
  if (typeof value === 'boolean') return value ? ' true' : ' false';
  throw new Unwritable({
    got: typeof value,
    allowed: 'what JSON can hold',
    fix: 'give a string, a number, a boolean, a list or an object',
  });
}

function collection(value: object, level: number, before: string, keysOf: KeysOf): string {
  if (level > MOST_LEVELS) {
    throw new Unwritable({
      got: 'an object in an object, and so on',
      allowed: `at most ${MOST_LEVELS} levels`,
      fix: 'take it out of itself',
    });
  }
  if (Array.isArray(value)) return value.length === 0 ? ' []' : before + entries(value, level, keysOf);
  if (!isPlainObject(value))
    throw new Unwritable({ got: `a ${value.constructor?.name}`, allowed: 'plain objects', fix: 'write it as string or object' });
  const text = fields(value as Fields, keysOf(value), level, keysOf);
  return text === '' ? ' {}' : before + text;
}

function isPlainObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** YAML 1.1 wants a point before an exponent: `1e+21` would be a text to it. */
function numberText(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  if (!Number.isFinite(value))
    throw new Unwritable({ got: String(value), allowed: 'finite numbers', fix: 'give a number that JSON has' });
  return String(value).replace(/^(-?\d+)e/, '$1.0e');
}

/** A key and its colon. */
function keyText(key: string, level: number): string {
  return ordinaryKey(key) ?? `? ${inlineText(key)}${lineAt(level)}:`;
}

const ordinaryKey = memoize((key) => {
  const text = inlineText(key);
  return text.length > LONGEST_KEY ? undefined : `${text}:`;
});

function inside(step: string | number, error: unknown): unknown {
  if (error instanceof Unwritable) error.steps.unshift(step);
  return error;
}

/** A line end and the indentation of a level, by level. */
const lines: string[] = [];

function lineAt(level: number): string {
  lines[level] ??= `\n${'  '.repeat(level)}`;
  return lines[level] as string;
}

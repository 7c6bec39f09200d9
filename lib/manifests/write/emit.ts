import { memoize } from '../../core/memo';
import { keysInOrder, topKeys } from './emit-order';
import { inlineText, valueText } from './emit-string';
import { toEgressError, Unwritable } from './unwritable-error';

type Fields = Readonly<Record<string, unknown>>;

/** No manifest has more levels, and every reader has a stack for so many. */
const MOST_LEVELS = 500;

/** The maximum length of a key after which readers search for a `:`. */
const LONGEST_KEY = 1024;

/** Texts of this length are converted to bytes: V8 keeps concatenated texts as a tree, which it must copy later. */
const CHUNK = 0x10000;

/** Writes objects as YAML documents in UTF-8, each with {@link emitDocument}. */
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
 * Writes a Kubernetes object as a YAML document, from `---` to the end of the last line. The order of its keys has no effect:
 * apiVersion, kind, metadata and spec come first, then all others by code unit. Readers of YAML 1.1 and 1.2 get the same data
 * as with `JSON.stringify`: `undefined` is left out of objects, and `null` in lists.
 *
 * @throws EgressError for values that JSON and UTF-8 do not have (`NaN`, dates, functions, halves of surrogate pairs), and for
 * objects with more than 500 levels, such as objects that contain themselves
 */
export function emitDocument(object: Fields): string {
  return emit(object, topKeys(object), keysInOrder);
}

/** The same with the keys in the given order, for files that people read like a program, such as a request policy. */
export function emitAsGiven(object: Fields): string {
  return emit(object, Object.keys(object), Object.keys);
}

/** The keys of an object, in the order in which they are written. */
type KeysOf = (object: object) => string[];

function emit(object: Fields, keys: readonly string[], keysOf: KeysOf): string {
  try {
    return `---\n${fields(object, keys, 0, keysOf) || '{}'}\n`;
  } catch (error) {
    throw toEgressError(object, error);
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

/** A value, with the text between it and its key or dash: a space, or `before` if the value starts on the next line. */
function node(value: unknown, level: number, before: string, keysOf: KeysOf): string {
  if (typeof value === 'string') return ` ${valueText(value, lineAt(level + 1))}`;
  if (value === null || value === undefined) return ' null';
  if (typeof value === 'object') return collection(value, level + 1, before, keysOf);
  if (typeof value === 'number') return ` ${numberText(value)}`;
  if (typeof value === 'boolean') return value ? ' true' : ' false';
  throw new Unwritable({
    got: typeof value,
    allowed: 'values that JSON has',
    fix: 'use a string, a number, a boolean, a list or an object',
  });
}

function collection(value: object, level: number, before: string, keysOf: KeysOf): string {
  if (level > MOST_LEVELS) {
    throw new Unwritable({
      got: `an object with more than ${MOST_LEVELS} levels`,
      allowed: `at most ${MOST_LEVELS} levels`,
      fix: 'check whether the object contains itself',
    });
  }
  if (Array.isArray(value)) return value.length === 0 ? ' []' : before + entries(value, level, keysOf);
  if (!isPlainObject(value))
    throw new Unwritable({
      got: `a ${value.constructor?.name}`,
      allowed: 'plain objects',
      fix: 'convert it to a string or a plain object',
    });
  const text = fields(value as Fields, keysOf(value), level, keysOf);
  return text === '' ? ' {}' : before + text;
}

function isPlainObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** YAML 1.1 requires a decimal point before an exponent: it reads `1e+21` as a text. */
function numberText(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  if (!Number.isFinite(value))
    throw new Unwritable({ got: String(value), allowed: 'finite numbers', fix: 'use a number that JSON has' });
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

/** A line break and the indentation of a level, by level. */
const lines: string[] = [];

function lineAt(level: number): string {
  lines[level] ??= `\n${'  '.repeat(level)}`;
  return lines[level] as string;
}

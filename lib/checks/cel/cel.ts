import { celCidr, isCelIp, maskedCidr } from '../../core/net/ip';
import { convertToDouble, convertToInt, convertToText, typeName } from './cel-convert';
import { compareQuantities, parseDuration, parseQuantity, type Quantity } from './cel-values';
import { type Pattern, re2 } from './re2';

/**
 * Evaluates one CEL rule on a value: `true` if it holds, `false` if it is violated, `undefined` for an evaluation error. The API
 * server rejects an object with an evaluation error, too.
 *
 * `self` is JSON data including the schema's defaults. Like the API server, call it only if the object has no error of type,
 * `required`, `enum`, `maxLength` or `maxItems`, and never for `null`: the function relies on the schema's types and required
 * fields, and may throw without them.
 */
export type CelRule = (self: unknown) => boolean | undefined;

/** The rules of a kind, by the `index` of each `x-kubernetes-validations` entry. */
export type CelRules = (c: Cel) => readonly CelRule[];

/** The helpers that generated rules call. */
export type Cel = typeof cel;

type Answer = boolean | undefined;

/**
 * The functions of CEL for which JavaScript has no operator. `undefined` is an error: a function with an error as an argument
 * returns one. Whole numbers beyond 2^53 are `bigint`, so that comparisons stay exact.
 */
export const cel = {
  pattern: re2,
  not: (value: Answer): Answer => (value === undefined ? undefined : !value),
  and: (left: Answer, right: Answer): Answer => (left === false || right === false ? false : left && right),
  or: (left: Answer, right: Answer): Answer => (left === true || right === true ? true : left === undefined ? left : right),
  choose: <T>(test: Answer, yes: T, no: T): T | undefined => (test === undefined ? undefined : test ? yes : no),
  /** `==` of strings, numbers and booleans. */
  equal: (left: unknown, right: unknown): Answer => (left === undefined || right === undefined ? undefined : left === right),
  /** `==` of lists, maps and objects. */
  same: (left: unknown, right: unknown): Answer => (left === undefined || right === undefined ? undefined : isSame(left, right)),
  /** `<` of numbers, and of strings by code point. */
  less: (left: unknown, right: unknown): Answer => compared(left, right, (order) => order < 0),
  lessOrEqual: (left: unknown, right: unknown): Answer => compared(left, right, (order) => order <= 0),
  /** `+` of whole numbers, strings and lists. An overflow of 64 bits is an error. */
  add: (left: unknown, right: unknown) => add(left, right),
  list: <T>(items: readonly T[]): readonly T[] | undefined => (items.includes(undefined as T) ? undefined : items),
  item: <T>(items: readonly T[] | undefined, index: number | undefined): T | undefined => items?.[index ?? -1],
  isIn: (value: unknown, items: readonly unknown[] | undefined): Answer =>
    value === undefined || items === undefined ? undefined : items.some((each) => isSame(each, value)),
  hasKey: (map: object | undefined, key: string | undefined): Answer =>
    map === undefined || key === undefined ? undefined : Object.hasOwn(map, key),
  entry: (map: object | undefined, key: string | undefined) =>
    map !== undefined && key !== undefined && Object.hasOwn(map, key) ? (map as Record<string, unknown>)[key] : undefined,
  size,
  includes: (text: string | undefined, part: string | undefined): Answer =>
    text === undefined || part === undefined ? undefined : text.includes(part),
  startsWith: (text: string | undefined, part: string | undefined): Answer =>
    text === undefined || part === undefined ? undefined : text.startsWith(part),
  endsWith: (text: string | undefined, part: string | undefined): Answer =>
    text === undefined || part === undefined ? undefined : text.endsWith(part),
  matches: (pattern: Pattern, text: string | undefined): Answer => (text === undefined ? undefined : pattern.test(text)),
  /** From `start` to before `end`, in code points. An index outside the string is an error. */
  substring,
  split,
  type: typeName,
  int: convertToInt,
  double: convertToDouble,
  string: convertToText,
  duration: (text: string | undefined) => (text === undefined ? undefined : parseDuration(text)),
  quantity: (text: unknown) => (typeof text === 'string' ? parseQuantity(text) : undefined),
  compareQuantity: (left: Quantity | undefined, right: Quantity | undefined) => left && right && compareQuantities(left, right),
  lessQuantity: (left: Quantity | undefined, right: Quantity | undefined): Answer =>
    left && right && compareQuantities(left, right) < 0,
  isIP: (text: string | undefined): Answer => (text === undefined ? undefined : isCelIp(text)),
  isCIDR: (text: string | undefined): Answer => (text === undefined ? undefined : celCidr(text) !== undefined),
  /** As text, so that equal ranges are equal texts. */
  cidr: (text: string | undefined) => (text === undefined ? undefined : celCidr(text)),
  masked: (range: string | undefined) => (range === undefined ? undefined : maskedCidr(range)),
};

function compared(left: unknown, right: unknown, judge: (order: number) => boolean): Answer {
  if (left === undefined || right === undefined) return undefined;
  if (typeof left === 'string' && typeof right === 'string') return judge(compareTexts(left, right));
  const [first, second] = [left as number, right as number];
  return judge(first < second ? -1 : first > second ? 1 : 0);
}

/** UTF-16 sorts U+E000 to U+FFFF after characters of two units; code points do not. */
function compareTexts(left: string, right: string): number {
  for (let at = 0; at < left.length && at < right.length; at++) {
    if (left[at] !== right[at]) return (left.codePointAt(at) as number) - (right.codePointAt(at) as number);
  }
  return left.length - right.length;
}

function isSame(left: unknown, right: unknown): boolean {
  if (left === right || typeof left !== 'object' || typeof right !== 'object' || !left || !right) return left === right;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  const value = (owner: object, key: string) => (owner as Record<string, unknown>)[key];
  return keys.every((key) => Object.hasOwn(right, key) && isSame(value(left, key), value(right, key)));
}

function add(left: unknown, right: unknown): unknown {
  if (left === undefined || right === undefined) return undefined;
  if (Array.isArray(left) && Array.isArray(right)) return [...left, ...right];
  if (typeof left === 'string' && typeof right === 'string') return left + right;
  const sum = Number(left) + Number(right);
  return Number.isInteger(Number(left)) && Number.isInteger(Number(right)) ? addWhole(left, right, sum) : sum;
}

function addWhole(left: unknown, right: unknown, sum: number): unknown {
  return Number.isSafeInteger(sum) ? sum : convertToInt(String(BigInt(left as number) + BigInt(right as number)));
}

/** The number of code points of a string, or of keys of a map. */
function size(value: string | object): number;
function size(value: string | object | undefined): number | undefined;
function size(value: string | object | undefined): number | undefined {
  return typeof value === 'string' ? codePoints(value) : value && Object.keys(value).length;
}

function split(text: string, separator: string): readonly string[];
function split(text: string | undefined, separator: string | undefined): readonly string[] | undefined;
function split(text: string | undefined, separator: string | undefined): readonly string[] | undefined {
  if (text === undefined || separator === undefined) return undefined;
  return separator === '' ? [...text] : text.split(separator);
}

function codePoints(text: string): number {
  let count = text.length;
  for (let at = 1; at < text.length; at++) if (isSecondHalf(text, at)) count--;
  return count;
}

function isSecondHalf(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit < 0xe000 && text.codePointAt(at - 1) !== text.charCodeAt(at - 1);
}

function substring(text: string | undefined, start: unknown, ...[end]: readonly unknown[]): string | undefined {
  if (text === undefined || start === undefined) return undefined;
  const characters = [...text];
  const [from, to] = [Number(start), end === undefined ? characters.length : Number(end)];
  return from < 0 || from > to || to > characters.length ? undefined : characters.slice(from, to).join('');
}

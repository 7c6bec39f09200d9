import { Lazy } from 'cdk8s';

type Fields = Readonly<Record<string, unknown>>;

/** Stands for a value that only cdk8s can resolve: instances of classes, and whatever else isn't plain data. */
export const FOREIGN = Symbol('foreign');

/** Nested deeper, an object is left to cdk8s, which tells of one that holds itself. */
const MOST_LEVELS = 500;

/**
 * Plain data, and what `Lazy` values come to, as it goes to the cluster: without what is null or undefined in objects (in lists
 * it is undefined). In metadata, `full` leaves out empty lists and objects too. What is so already is not copied.
 *
 * @returns `FOREIGN` when the value holds anything else
 */
export function resolvePlain(value: unknown, full: boolean, level = 0): unknown {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || level > MOST_LEVELS) return FOREIGN;
  return Array.isArray(value) ? plainList(value, full, level + 1) : plainObject(value as Fields, full, level + 1);
}

/** What makes cdk8s take a list for a token. */
type Token = { readonly resolve?: unknown; readonly value?: unknown };

function plainList(list: readonly unknown[] & Token, full: boolean, level: number): unknown {
  if (Object.getPrototypeOf(list) !== Array.prototype || list.resolve !== undefined || list.value !== undefined) return FOREIGN;
  if (full && list.length === 0) return undefined;
  let copy: unknown[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const plain = resolvePlain(list[index], full, level);
    if (plain === FOREIGN) return FOREIGN;
    if (plain !== list[index]) copy ??= [...list];
    if (copy) copy[index] = plain;
  }
  return copy ?? list;
}

function plainObject(object: Fields, full: boolean, level: number): unknown {
  if (Object.getPrototypeOf(object) !== Object.prototype) return resolveLazy(object, full, level);
  let copy: Record<string, unknown> | undefined;
  let filled = false;
  for (const key in object) {
    // Read here: within the loop itself V8 finds fields without a look-up.
    const value = object[key];
    const plain = isOdd(key) ? FOREIGN : resolvePlain(value, full, level);
    if (plain === FOREIGN) return FOREIGN;
    if (plain !== value || plain === undefined) copy ??= fieldsBefore(object, key);
    if (plain === undefined) continue;
    if (copy) copy[key] = plain;
    filled = true;
  }
  return full && !filled ? undefined : (copy ?? object);
}

function resolveLazy(value: unknown, full: boolean, level: number): unknown {
  return value instanceof Lazy ? resolvePlain(value.produce(), full, level) : FOREIGN;
}

function fieldsBefore(object: Fields, end: string): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const key in object) {
    if (key === end) break;
    copy[key] = object[key];
  }
  return copy;
}

/** True for the keys that make cdk8s take an object for something else, or that it loses. */
export function isOdd(key: string): boolean {
  return key === 'constructor' || key === '__proto__';
}

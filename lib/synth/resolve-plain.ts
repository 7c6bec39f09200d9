import { Lazy } from 'cdk8s';

type Fields = Readonly<Record<string, unknown>>;

/** The result for a value that only cdk8s can resolve: an instance of a class, or other data that is not plain. */
export const UNRESOLVABLE = Symbol('unresolvable');

/** Deeper objects are left to cdk8s, which reports objects that contain themselves. */
const MOST_LEVELS = 500;

/**
 * Resolves plain data and `Lazy` values to the data that is applied to the cluster: without null and undefined in objects (in
 * lists, null becomes undefined). With `full`, for metadata, empty lists and objects are left out too. Data that is already
 * resolved is not copied.
 *
 * @returns `UNRESOLVABLE` if the value contains anything else
 */
export function resolvePlain(value: unknown, full: boolean, level = 0): unknown {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || level > MOST_LEVELS) return UNRESOLVABLE;
  return Array.isArray(value) ? plainList(value, full, level + 1) : plainObject(value as Fields, full, level + 1);
}

/** The fields by which cdk8s recognizes a list as a token. */
type Token = { readonly resolve?: unknown; readonly value?: unknown };

function plainList(list: readonly unknown[] & Token, full: boolean, level: number): unknown {
  if (Object.getPrototypeOf(list) !== Array.prototype || list.resolve !== undefined || list.value !== undefined)
    return UNRESOLVABLE;
  if (full && list.length === 0) return undefined;
  let copy: unknown[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const plain = resolvePlain(list[index], full, level);
    if (plain === UNRESOLVABLE) return UNRESOLVABLE;
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
    // Read in the loop itself, where V8 finds fields without a look-up.
    const value = object[key];
    const plain = isOdd(key) ? UNRESOLVABLE : resolvePlain(value, full, level);
    if (plain === UNRESOLVABLE) return UNRESOLVABLE;
    if (plain !== value || plain === undefined) copy ??= fieldsBefore(object, key);
    if (plain === undefined) continue;
    if (copy) copy[key] = plain;
    filled = true;
  }
  return full && !filled ? undefined : (copy ?? object);
}

function resolveLazy(value: unknown, full: boolean, level: number): unknown {
  return value instanceof Lazy ? resolvePlain(value.produce(), full, level) : UNRESOLVABLE;
}

function fieldsBefore(object: Fields, end: string): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const key in object) {
    if (key === end) break;
    copy[key] = object[key];
  }
  return copy;
}

/** Whether a key changes how cdk8s treats an object, or is lost by cdk8s. */
export function isOdd(key: string): boolean {
  return key === 'constructor' || key === '__proto__';
}

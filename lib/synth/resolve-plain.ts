import { isSorted } from './emit-order';

type Fields = Readonly<Record<string, unknown>>;

/** Stands for a value that only cdk8s can resolve: tokens, instances of classes, and whatever else isn't plain data. */
export const FOREIGN = Symbol('foreign');

/** Nested deeper, an object is left to cdk8s, which tells of one that holds itself. */
const MOST_LEVELS = 500;

/**
 * Plain data as it goes to the cluster: with sorted keys, without what is null or undefined in objects (in lists it is
 * undefined). In metadata, `full` leaves out empty lists and objects too. What is so already is not copied.
 *
 * @returns `FOREIGN` when the value holds anything but plain data
 */
export function resolvePlain(value: unknown, full: boolean, level = 0): unknown {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || level > MOST_LEVELS) return FOREIGN;
  return Array.isArray(value) ? plainList(value, full, level + 1) : plainObject(value, full, level + 1);
}

function plainList(list: readonly unknown[], full: boolean, level: number): unknown {
  // cdk8s would take a list with one of these for a token.
  if (Object.getPrototypeOf(list) !== Array.prototype || 'resolve' in list || 'value' in list) return FOREIGN;
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

function plainObject(object: object, full: boolean, level: number): unknown {
  if (Object.getPrototypeOf(object) !== Object.prototype) return FOREIGN;
  const keys = Object.keys(object);
  const inOrder = isSorted(keys);
  return plainFields(object as Fields, inOrder ? keys : keys.sort(), full, level, inOrder);
}

/**
 * {@link resolvePlain} of some fields of an object, in an order.
 *
 * @param mayStay the keys are all that the object has, in its order: it is given back itself when nothing in it changes
 */
export function plainFields(object: Fields, keys: readonly string[], full: boolean, level = 0, mayStay = false): unknown {
  let copy: Record<string, unknown> | undefined = mayStay ? undefined : {};
  let filled = false;
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] as string;
    const value = object[key];
    const plain = isOdd(key) ? FOREIGN : resolvePlain(value, full, level);
    if (plain === FOREIGN) return FOREIGN;
    if (plain !== value || plain === undefined) copy ??= Object.fromEntries(keys.slice(0, index).map((k) => [k, object[k]]));
    if (plain === undefined) continue;
    if (copy) copy[key] = plain;
    filled = true;
  }
  return full && !filled ? undefined : (copy ?? object);
}

/** True for the keys that make cdk8s take an object for something else, or that it loses. */
export function isOdd(key: string): boolean {
  return key === 'constructor' || key === '__proto__';
}

import { keysInOrder } from './emit-order';

type Fields = Readonly<Record<string, unknown>>;

/** Stands for a value that only cdk8s can resolve: tokens, instances of classes, and whatever else isn't plain data. */
export const FOREIGN = Symbol('foreign');

/** Nested deeper, an object is left to cdk8s, which tells of one that holds itself. */
const MOST_LEVELS = 500;

/**
 * Plain data as it goes to the cluster: a copy with sorted keys, without what is null or undefined in objects (in lists it
 * is undefined). In metadata, `full` leaves out empty lists and objects too.
 *
 * @returns `FOREIGN` when the value holds anything but plain data
 */
export function resolvePlain(value: unknown, full: boolean, level = 0): unknown {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'undefined':
      return value;
    case 'object':
      if (value === null) return undefined;
      if (level > MOST_LEVELS) return FOREIGN;
      return Array.isArray(value) ? plainList(value, full, level + 1) : plainObject(value, full, level + 1);
    default:
      return FOREIGN;
  }
}

function plainList(list: readonly unknown[], full: boolean, level: number): unknown {
  // cdk8s would take a list with one of these for a token.
  if (Object.getPrototypeOf(list) !== Array.prototype || 'resolve' in list || 'value' in list) return FOREIGN;
  if (full && list.length === 0) return undefined;
  const copy: unknown[] = [];
  for (const entry of list) {
    const plain = resolvePlain(entry, full, level);
    if (plain === FOREIGN) return FOREIGN;
    copy.push(plain);
  }
  return copy;
}

function plainObject(object: object, full: boolean, level: number): unknown {
  if (Object.getPrototypeOf(object) !== Object.prototype) return FOREIGN;
  return plainFields(object as Fields, keysInOrder(object), full, level);
}

/** {@link resolvePlain} of some fields of an object, in an order. */
export function plainFields(object: Fields, keys: readonly string[], full: boolean, level = 0): unknown {
  const copy: Record<string, unknown> = {};
  let filled = false;
  for (const key of keys) {
    const plain = isOdd(key) ? FOREIGN : resolvePlain(object[key], full, level);
    if (plain === FOREIGN) return FOREIGN;
    if (plain === undefined) continue;
    copy[key] = plain;
    filled = true;
  }
  return full && !filled ? undefined : copy;
}

/** True for the keys that make cdk8s take an object for something else, or that it loses. */
export function isOdd(key: string): boolean {
  return key === 'constructor' || key === '__proto__';
}

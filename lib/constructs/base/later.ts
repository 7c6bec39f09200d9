import { Lazy } from 'cdk8s';

/** A lazy value, which is produced when the whole tree is built. */
export function later<T>(produce: () => T): T {
  return Lazy.any({ produce }) as T;
}

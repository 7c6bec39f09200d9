import { fnv1a } from '../../core/fnv1a';

const FIRST = 10_000;
const LAST = 32_767;

/** The port of a set that names none. It depends on the name alone, so that no other set and no caller changes it. */
export function derivedPort(name: string): number {
  return FIRST + (fnv1a(String(name)) % (LAST - FIRST + 1));
}

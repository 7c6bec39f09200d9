import { fnv1a } from '../../core/fnv1a';
import { reservedFor } from '../../core/ports';

const FIRST = 10_000;
const LAST = 32_767;

/** More than the longest range of reserved ports. */
const BEYOND = 100;

/** The port of a set that names none. It depends on the name alone, so that no other set and no caller changes it. */
export function derivedPort(name: string): number {
  const port = FIRST + (fnv1a(String(name)) % (LAST - FIRST + 1));
  return reservedFor(port) === undefined ? port : port + BEYOND;
}

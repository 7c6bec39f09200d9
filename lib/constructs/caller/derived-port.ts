const FIRST = 10_000;
const LAST = 32_767;

/** The port of a set that names none. It depends on the name alone, so that no other set and no caller changes it. */
export function derivedPort(name: string): number {
  return FIRST + (fnv1a(String(name)) % (LAST - FIRST + 1));
}

/** FNV-1a with 32 bits. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

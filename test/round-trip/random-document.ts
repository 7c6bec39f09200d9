/** A random number of at least 0 and less than 1. */
export type Random = () => number;

/** A pseudo-random number generator: the same seed gives the same numbers (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function oneOf<T>(random: Random, choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)] as T;
}

/** Pieces of hostile texts. */
const PIECES = [
  ...['y', 'N', 'yes', 'No', 'on', 'OFF', 'true', 'False', 'null', '~', 'e', 'E', 'x', 'abc', 'example.com'],
  ...['é', '日本', '👍', '🏳️‍🌈'],
  ...['0', '1', '7', '9', '00', '12', '2026', '-01', ':20', '_', '.', ',', '+', '-', '0x', '0o', '0b', 'e3'],
  ...['E-5', '.inf', '.nan'],
  ...['T', 'Z', ' ', '  ', '\t', '\n', '\n\n', '\r', '\r\n', '\n ', '\n\t', '\n  ', ' \n', '-', '?', ':', ': ', '#', ' #', '&'],
  ...['*', '!', '!!', '|', '>', "'", '"', '%', '@', '`', ',', '[', ']', '{', '}', '<<', '=', '\\', '---', '...', '\0', '\x07'],
  ...['\x1b', '\x7f', '\x85', '\xa0', '\xad', '\u200b', '\u2028', '\u2029', '\u202e', '\ufeff', '\ufffd', '\ufffe', '\u{e0041}'],
];

/** Whole texts that readers are known to misread. */
const WHOLE = [
  ...['', '0123', '0o17', '0x1F', '0X1F', '0b101', '0b-1', '-0b1', '1e3', '1_000', '.5', '5.', '+1', '1:20', '1:2:3.4', '80,443'],
  ...['.', '-.', 'e3', 'e123456', '2026-01-01', '2026-01-01T00:00:00Z', '2026-1-1 1:02:03 +1'],
  ...['2026-01-01t1:2:3,4Z', 'yEs', 'NULL'],
  ...['<<', '=', '---', '...', '--- a', '- a', '? a', ': a', 'a: b', 'a #b', '*.example.com', '%YAML 1.1'],
  ...['!!str a', '&a b', '{}'],
  ...['[]', '| a', '> a', '@a', '`a', '\n', '\n\n', ' \n', 'a\n', 'a\n\n', '\na', ' a\nb', '\n a\nb', '\ta\nb'],
  ...['a\n \nb', 'a\n '],
  ...['a\n\t\n', '# a\n# b\n', '--- \na\n...\n', 'object.spec.type == "a" && !has(x)\n  || y\n', '__proto__', 'constructor'],
  ...['-----BEGIN CERTIFICATE-----\nMIIB+/==\n-----END CERTIFICATE-----\n', 'x'.repeat(1023), 'x'.repeat(1024), 'x'.repeat(1025)],
  ...['"'.repeat(600), `${'long '.repeat(300)}end`],
];

const NUMBERS = [
  ...[0, -0, 1, -1, 0.1, -1.5, 443, 2 ** 31, 2 ** 53, -(2 ** 53), 2 ** 63, 2 ** 64, 1e20, 1e21, -1e21, 1e-6, 1e-7, 5e-324],
  Number.MAX_VALUE,
];

/** A text: three of ten are known to be hard, the others are assembled at random. */
export function randomText(random: Random): string {
  if (random() < 0.3) return oneOf(random, WHOLE);
  const pieces = 1 + Math.floor(random() * 5);
  return Array.from({ length: pieces }, () => oneOf(random, PIECES)).join('');
}

function randomNumber(random: Random): number {
  return random() < 0.5 ? oneOf(random, NUMBERS) : (random() - 0.5) * 10 ** Math.floor(random() * 40 - 15);
}

function randomValue(random: Random, levels: number): unknown {
  const kind = random();
  if (kind < 0.5 || levels === 0) return randomText(random);
  if (kind < 0.6) return randomNumber(random);
  if (kind < 0.65) return oneOf(random, [true, false, null]);
  const size = Math.floor(random() * 4);
  if (kind < 0.8) return Array.from({ length: size }, () => randomValue(random, levels - 1));
  return randomFields(random, levels - 1, size);
}

function randomFields(random: Random, levels: number, size: number): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: size }, () => [randomText(random), randomValue(random, levels)]));
}

/** A JSON document that is hard for YAML readers: an object with up to 5 levels. */
export function randomDocument(random: Random): Record<string, unknown> {
  return randomFields(random, 4, 1 + Math.floor(random() * 5));
}

import type { Dice } from '../dice';

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
export function randomText(dice: Dice): string {
  if (dice.chance(0.3)) return dice.pick(WHOLE);
  const pieces = 1 + dice.below(5);
  return Array.from({ length: pieces }, () => dice.pick(PIECES)).join('');
}

function randomNumber(dice: Dice): number {
  return dice.chance(0.5) ? dice.pick(NUMBERS) : (dice.fraction() - 0.5) * 10 ** Math.floor(dice.fraction() * 40 - 15);
}

function randomValue(dice: Dice, levels: number): unknown {
  const kind = dice.fraction();
  if (kind < 0.5 || levels === 0) return randomText(dice);
  if (kind < 0.6) return randomNumber(dice);
  if (kind < 0.65) return dice.pick([true, false, null]);
  const size = dice.below(4);
  if (kind < 0.8) return Array.from({ length: size }, () => randomValue(dice, levels - 1));
  return randomFields(dice, levels - 1, size);
}

function randomFields(dice: Dice, levels: number, size: number): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: size }, () => [randomText(dice), randomValue(dice, levels)]));
}

/** A JSON document that is hard for YAML readers: an object with up to 5 levels. */
export function randomDocument(dice: Dice): Record<string, unknown> {
  return randomFields(dice, 4, 1 + dice.below(5));
}

/** Thrown for a scalar that JSON does not have, or that does not match its tag. The message describes the scalar. */
export class ScalarError extends Error {}

const WORDS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ...spellings(['y', 'yes', 'true', 'on'], true),
  ...spellings(['n', 'no', 'false', 'off'], false),
  ...spellings(['null'], null),
  ['~', null],
  ['', null],
]);

/** A word in lower case, capitalized, and in upper case. Other spellings are texts. */
function spellings<V>(words: readonly string[], value: V): [string, V][] {
  const cased = (word: string) => [word, `${word.charAt(0).toUpperCase()}${word.slice(1)}`, word.toUpperCase()];
  return words.flatMap(cased).map((word) => [word, value]);
}

/** The first letter identifies most texts. */
const MAY_BE_ELSE = /^(?:[-+.0-9~yYnNtTfFoO]|$)/;
const INTEGER = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const NO_NUMBER = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const DATE = /^[0-9]{4}-/;
/** Integers below 2^64 are read as integers in every base. Larger ones in base 16, 8 or 2 are texts. */
const LARGEST = 2n ** 64n;
const SMALLEST = -(2n ** 63n);

/**
 * Reads a plain scalar like kubectl (go-yaml v2): `yes`, `on` and `y` are booleans, `0123` is octal, `1_000` is a number, `1:20`
 * and dates are texts.
 *
 * @throws ScalarError for infinity and NaN
 */
export function readScalar(text: string): string | number | boolean | null {
  if (!MAY_BE_ELSE.test(text)) return text;
  const word = WORDS.get(text);
  return word === undefined ? readNumber(text) : word;
}

function readNumber(text: string): string | number {
  if (NO_NUMBER.test(text)) throw new ScalarError(`${text}, which JSON does not have`);
  if (DATE.test(text)) return text;
  const digits = text.replaceAll('_', '');
  const whole = INTEGER.test(digits) ? readInteger(digits) : undefined;
  if (whole !== undefined) return whole;
  const value = FLOAT.test(digits) ? Number(digits) : Number.NaN;
  return Number.isFinite(value) ? value : text;
}

/** An integer in any base; `undefined` if it needs more than 64 bits. */
function readInteger(text: string): number | undefined {
  const negative = text.startsWith('-');
  const digits = text.replace(/^[-+]/, '').replace(/^0(?=[0-7])/, '0o');
  const size = digits.length < 16 && !digits.startsWith('0') ? Number(digits) : BigInt(digits);
  const value = negative ? -size : size;
  return value >= LARGEST || value < SMALLEST ? undefined : Number(value);
}

/** The tags that kubectl's reader knows, each with a test of the value and text of a plain scalar. */
const TAGS: Readonly<Record<string, (value: unknown, text: string) => boolean>> = {
  bool: (value) => typeof value === 'boolean',
  int: (value, text) => typeof value === 'number' && INTEGER.test(text.replaceAll('_', '')),
  float: (value) => typeof value === 'number',
  null: (value) => value === null,
  timestamp: (value) => typeof value === 'string' && DATE.test(value),
};

/**
 * Reads a scalar with a tag, such as `!!str`. With a tag that kubectl's reader does not know, it is a text.
 *
 * @throws ScalarError if the text does not match the tag
 */
export function readTagged(tag: string, text: string): string | number | boolean | null {
  const name = tag.replace(/^(?:!!|!<tag:yaml\.org,2002:)/, '').replace(/>$/, '');
  if (name === 'binary') return readBinary(text);
  const accepts = Object.hasOwn(TAGS, name) ? TAGS[name] : undefined;
  if (!accepts) return text;
  const value = readScalar(text);
  if (accepts(value, text)) return value;
  throw new ScalarError(`'${text}' with the tag ${tag}`);
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function readBinary(text: string): string {
  if (!BASE64.test(text.replace(/[\r\n]/g, ''))) throw new ScalarError(`'${text}' with the tag !!binary`);
  return Buffer.from(text, 'base64').toString();
}

/** Converts a key to a string like kubectl. Numbers with a fraction get the digits of a 32-bit float. */
export function readKey(key: string | number | boolean): string {
  return typeof key === 'number' && !Number.isInteger(key) ? shortest(Math.fround(key)) : String(key);
}

function shortest(value: number): string {
  let digits = 1;
  while (digits < 9 && Math.fround(Number(value.toPrecision(digits))) !== value) digits++;
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -4 && exponent < 6) return String(Number(value.toPrecision(digits)));
  return value.toExponential(digits - 1).replace(/e([-+])(\d)$/, (_, sign, digit) => `e${sign}0${digit}`);
}

/** A whole number: `bigint` beyond 2^53. */
export type Whole = number | bigint;

const INT64 = 2n ** 63n;

/** A `bigint` as a value of CEL; `undefined` if it has more than 64 bits. */
export function wholeOf(value: bigint): Whole | undefined {
  if (value >= INT64 || value < -INT64) return undefined;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** CEL's `int()` of whole numbers, of fractions without their decimals, and of decimal digits; otherwise `undefined`. */
export function convertToInt(value: unknown): Whole | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'string') return /^[+-]?[0-9]+$/.test(value) ? wholeOf(BigInt(value.replace('+', ''))) : undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  return wholeOf(BigInt(Math.trunc(value)));
}

const DECIMAL = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const INFINITE = /^[+-]?inf(?:inity)?$/i;

/** CEL's `double()`; `undefined` for an error. Go's hexadecimal form is not supported, and an error. */
export function convertToDouble(value: unknown): number | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string') return undefined;
  if (INFINITE.test(value)) return value.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(value)) return Number.NaN;
  const plain = value.replace(/(?<=[0-9])_(?=[0-9])/g, '');
  const made = DECIMAL.test(plain) ? Number(plain) : Number.NaN;
  return Number.isFinite(made) ? made : undefined;
}

/** CEL's `string()` of a whole number, a boolean or a string. */
export function convertToText(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}

/** The name of CEL's `type()`. */
export function typeName(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'double';
  return { bigint: 'int', boolean: 'bool', string: 'string' }[typeof value as string];
}

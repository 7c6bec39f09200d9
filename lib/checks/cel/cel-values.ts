import { memoize } from '../../core/memo';
import { convertToInt, type Whole, wholeOf } from './cel-convert';

const UNITS = new Map<string, bigint>(
  Object.entries({
    ns: 1n,
    us: 1_000n,
    '\u00b5s': 1_000n,
    '\u03bcs': 1_000n,
    ms: 1_000_000n,
    s: 1_000_000_000n,
    m: 60_000_000_000n,
    h: 3_600_000_000_000n,
  }),
);

const PART = /([0-9]*)(?:\.([0-9]*))?([^0-9.]+)/gy;

/**
 * A Go duration (`1h30m`, `1.5s`, `-3ms`, `0`) in nanoseconds; `undefined` if Go rejects it. Cached, because the same few
 * durations occur in all routes and policies.
 */
export const parseDuration = memoize(readDuration);

function readDuration(text: string): Whole | undefined {
  const isNegative = text.startsWith('-');
  const rest = /^[+-]/.test(text) ? text.slice(1) : text;
  if (rest === '0') return 0;
  const sum = rest === '' ? undefined : sumOfParts(rest);
  return sum === undefined ? undefined : wholeOf(isNegative ? -sum : sum);
}

/** Limited to 64 bits like Go, so that a long string does not lead to big numbers. */
function sumOfParts(text: string): bigint | undefined {
  let sum = 0n;
  let end = 0;
  for (const [part, whole = '', fraction = '', unit = ''] of text.matchAll(PART)) {
    const size = UNITS.get(unit);
    if (size === undefined || whole + fraction === '' || whole.replace(/^0+/, '').length > 19) return undefined;
    sum += BigInt(whole || 0) * size + fractionOf(fraction, size);
    end += part.length;
  }
  return end === text.length && sum <= 2n ** 63n ? sum : undefined;
}

/** Like Go: in floating point, without the digits that exceed 63 bits. */
function fractionOf(digits: string, size: bigint): bigint {
  let value = 0n;
  let scale = 1;
  for (const digit of digits) {
    const longer = value * 10n + BigInt(digit);
    if (longer > 2n ** 63n) break;
    value = longer;
    scale *= 10;
  }
  return BigInt(Math.trunc(Number(value) * (Number(size) / scale)));
}

/** A Kubernetes quantity: `value` × 10^`exponent`. */
export interface Quantity {
  readonly value: bigint;
  readonly exponent: number;
}

const QUANTITY = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([a-zA-Z]*)([+-]?[0-9]*)$/;
const DECIMAL_SUFFIX = new Map(Object.entries({ n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 }));
const BINARY_SUFFIX = new Map(Object.entries({ Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n }));
const LARGEST = 2n ** 63n - 1n;

/** `1.5Gi`, `100m`, `1e3`; `undefined` if Kubernetes rejects it. Like Kubernetes, rounds up to multiples of 10^-9. */
export function parseQuantity(text: string): Quantity | undefined {
  const [, sign, whole = '', fraction = '', suffix = '', exponent = ''] = QUANTITY.exec(text) ?? [];
  if (sign === undefined || text === '') return undefined;
  const scaled = scale(BigInt(whole + fraction), -fraction.length, suffix, exponent);
  // Kubernetes reads no digits as 0, except if the number is too large or too small for its fast path.
  const isSlow = /^[PE]i$/.test(suffix) || (scaled?.exponent ?? 0) < -9;
  if (isSlow && whole + fraction === '') return undefined;
  return scaled && rounded({ ...scaled, value: sign === '-' ? -scaled.value : scaled.value });
}

function scale(value: bigint, exponent: number, suffix: string, power: string): Quantity | undefined {
  if (power !== '') return /^[eE]$/.test(suffix) && /[0-9]/.test(power) ? withPower(value, exponent, power) : undefined;
  const decimal = DECIMAL_SUFFIX.get(suffix);
  if (decimal !== undefined) return { value, exponent: exponent + decimal };
  const binary = BINARY_SUFFIX.get(suffix);
  if (binary === undefined) return undefined;
  const large = value << binary;
  const limit = LARGEST * 10n ** BigInt(-exponent);
  return large > limit ? { value: LARGEST, exponent: 0 } : { value: large, exponent };
}

/** Kubernetes reads 64 bits of the exponent, and keeps 32 of them. */
function withPower(value: bigint, exponent: number, power: string): Quantity | undefined {
  const whole = convertToInt(power);
  return whole === undefined ? undefined : { value, exponent: exponent + Number(BigInt.asIntN(32, BigInt(whole))) };
}

function rounded(quantity: Quantity): Quantity {
  const { value, exponent } = quantity;
  if (exponent >= -9 || value === 0n) return quantity;
  const sign = value < 0n ? -1n : 1n;
  if (-exponent - 9 > digitsOf(value)) return { value: sign, exponent: -9 };
  const step = 10n ** BigInt(-exponent - 9);
  return { value: sign * ((sign * value + step - 1n) / step), exponent: -9 };
}

function digitsOf(value: bigint): number {
  return String(value < 0n ? -value : value).length;
}

/** Negative, 0 or positive. Compares exponents before it multiplies, so that `1e999999999` is fast. */
export function compareQuantities(left: Quantity, right: Quantity): number {
  const signs = Number(left.value > 0n) - Number(left.value < 0n) - (Number(right.value > 0n) - Number(right.value < 0n));
  if (signs !== 0 || left.value === 0n) return Math.sign(signs);
  const sizes = digitsOf(left.value) + left.exponent - (digitsOf(right.value) + right.exponent);
  if (sizes !== 0) return left.value > 0n ? Math.sign(sizes) : -Math.sign(sizes);
  const shift = BigInt(Math.abs(left.exponent - right.exponent));
  const first = left.exponent > right.exponent ? left.value * 10n ** shift : left.value;
  const second = left.exponent < right.exponent ? right.value * 10n ** shift : right.value;
  return first < second ? -1 : Number(first > second);
}

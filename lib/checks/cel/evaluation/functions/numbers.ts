const INFINITE = 'Infinity';

/** The shortest digits of a positive double, and where its decimal point is: 0.ddd × 10^point. */
function digitsOf(value: number): { readonly digits: string; readonly point: number } {
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 };
}

/** Go's `%f` with as few digits as the value needs. */
export function plainDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? `-${INFINITE}` : INFINITE;
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (value === 0) return `${sign}0`;
  const { digits, point } = digitsOf(Math.abs(value));
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  const whole = digits.slice(0, point).padEnd(point, '0');
  return digits.length > point ? `${sign}${whole}.${digits.slice(point)}` : sign + whole;
}

/** From this power of ten on, Go writes an exponent. */
const MOST_PLAIN = 6;

/** Go's `%g` with as few digits as the value needs. */
export function shortDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '-Inf' : '+Inf';
  if (value === 0) return plainDouble(value);
  const { digits, point } = digitsOf(Math.abs(value));
  const exponent = point - 1;
  if (exponent >= -4 && exponent < MOST_PLAIN) return plainDouble(value);
  return scientific(value, digits.length - 1);
}

/** Go's `%e` with this many decimals. */
export function scientific(value: number, decimals: number): string {
  if (value === 0) return `${fixed(value, decimals)}e+00`;
  const estimate = Number(value.toExponential(20).split('e')[1]);
  const rounded = roundedTo(value, decimals - estimate);
  const exponent = estimate + String(rounded).length - decimals - 1;
  const digits = String(rounded).slice(0, decimals + 1);
  const mantissa = decimals === 0 ? digits : `${digits[0]}.${digits.slice(1)}`;
  const power = String(Math.abs(exponent)).padStart(2, '0');
  return `${value < 0 ? '-' : ''}${mantissa}e${exponent < 0 ? '-' : '+'}${power}`;
}

/** Go's `%f` with this many decimals. */
export function fixed(value: number, decimals: number): string {
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const digits = String(roundedTo(value, decimals)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  return decimals === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-decimals)}`;
}

/** |value| × 10^places as a whole number. Of two that are equally near, the even one: JavaScript takes the larger one. */
function roundedTo(value: number, places: number): bigint {
  const [numerator, denominator] = fractionOf(Math.abs(value));
  const [top, bottom] =
    places >= 0 ? [numerator * 10n ** BigInt(places), denominator] : [numerator, denominator * 10n ** BigInt(-places)];
  const [quotient, rest] = [top / bottom, (top % bottom) * 2n];
  const isUp = rest > bottom || (rest === bottom && quotient % 2n === 1n);
  return isUp ? quotient + 1n : quotient;
}

/** A positive double as the fraction that it is exactly. */
function fractionOf(value: number): readonly [numerator: bigint, denominator: bigint] {
  let [whole, power] = [value, 0n];
  while (!Number.isInteger(whole)) {
    whole *= 2;
    power += 1n;
  }
  return [BigInt(whole), 2n ** power];
}

import { compareQuantities, parseQuantity, type Quantity } from '../../cel-values';
import { EvaluationError, NotEvaluated } from '../fault';
import type { FunctionTable, Overloads } from '../overloads';
import { Opaque } from '../values';

type Amount = Opaque<Quantity>;

const INT64 = 2n ** 63n;

const pair = (judge: (left: Quantity, right: Quantity) => boolean | bigint): Overloads => ({
  'kubernetes.Quantity, kubernetes.Quantity': (left: Amount, right: Amount) => judge(left.content, right.content),
});

const arithmetic = (sign: bigint): Overloads => ({
  'kubernetes.Quantity, kubernetes.Quantity': (left: Amount, right: Amount) => plus(left, right.content, sign),
  'kubernetes.Quantity, int': (left: Amount, right: bigint) => plus(left, { value: right, exponent: 0 }, sign),
});

/** Kubernetes' functions of quantities such as `1.5Gi`. */
export const QUANTITIES: FunctionTable = {
  add: arithmetic(1n),
  sub: arithmetic(-1n),
  asApproximateFloat: { 'kubernetes.Quantity': ({ content: { value, exponent } }: Amount) => Number(value) * 10 ** exponent },
  asInteger: { 'kubernetes.Quantity': ({ content }: Amount) => integerOf(content) ?? notWhole() },
  compareTo: pair((left, right) => BigInt(compareQuantities(left, right))),
  isGreaterThan: pair((left, right) => compareQuantities(left, right) > 0),
  isInteger: { 'kubernetes.Quantity': ({ content }: Amount) => integerOf(content) !== undefined },
  isLessThan: pair((left, right) => compareQuantities(left, right) < 0),
  isQuantity: { string: (text: string) => parseQuantity(text) !== undefined },
  quantity: { string: (text: string) => amount(parseQuantity(text) ?? invalid()) },
  sign: { 'kubernetes.Quantity': ({ content: { value } }: Amount) => (value > 0n ? 1n : value < 0n ? -1n : 0n) },
};

function invalid(): never {
  throw new EvaluationError('quantities must match the regular expression');
}

function notWhole(): never {
  throw new EvaluationError('cannot convert value to integer');
}

function amount(content: Quantity): Amount {
  const digits = content.value === 0n ? '0' : String(content.value).replace(/0+$/, '');
  const zeros = content.value === 0n ? 0 : content.exponent + String(content.value).length - digits.length;
  return new Opaque('kubernetes.Quantity', content, `${digits}e${zeros}`);
}

function plus(left: Amount, right: Quantity, sign: bigint): Amount {
  const exponent = Math.min(left.content.exponent, right.exponent);
  const scaled = (quantity: Quantity) => quantity.value * 10n ** BigInt(quantity.exponent - exponent);
  return amount({ value: scaled(left.content) + sign * scaled(right), exponent });
}

/** From here on it depends on how a quantity is written whether Kubernetes can give it as a whole number. */
const MOST_KNOWN = 10n ** 14n;

/** Kubernetes' `AsInt64`, which knows no whole number in a quantity with decimals, such as `2.0` and `2000m`. */
function integerOf({ value, exponent }: Quantity): bigint | undefined {
  if (exponent < 0) return undefined;
  if (value >= MOST_KNOWN || value <= -MOST_KNOWN) throw new NotEvaluated('a large quantity as a whole number');
  if (exponent > 18 && value !== 0n) return undefined;
  const whole = value * 10n ** BigInt(exponent);
  return whole < INT64 && whole >= -INT64 ? whole : undefined;
}

import { EvaluationError } from './fault';
import { CelMap, Duration, isList, MessageValue, Opaque, Optional, Timestamp, TypeValue, Uint, type Value } from './values';

/** CEL's `==`: across numeric types by value, and false for values of other types. */
export function isEqual(left: Value, right: Value): boolean {
  const [first, second] = [numberOf(left), numberOf(right)];
  if (first !== undefined || second !== undefined)
    return first !== undefined && second !== undefined && compared(first, second) === 0;
  if (left === null || right === null || typeof left !== 'object' || typeof right !== 'object') return left === right;
  if (isList(left)) return isList(right) && isSameList(left, right);
  if (left instanceof CelMap) return right instanceof CelMap && isSameMap(left, right);
  if (left instanceof MessageValue) return right instanceof MessageValue && isSameMessage(left, right);
  if (left instanceof Optional) return right instanceof Optional && isSameOptional(left, right);
  return isSameSpecial(left, right);
}

function isSameSpecial(left: Value, right: Value): boolean {
  if (left instanceof Uint8Array) return right instanceof Uint8Array && Buffer.compare(left, right) === 0;
  if (left instanceof Timestamp) return right instanceof Timestamp && left.nanos === right.nanos;
  if (left instanceof Duration) return right instanceof Duration && left.nanos === right.nanos;
  if (left instanceof TypeValue) return right instanceof TypeValue && left.name === right.name;
  return left instanceof Opaque && right instanceof Opaque && left.type === right.type && left.identity === right.identity;
}

function isSameList(left: readonly Value[], right: readonly Value[]): boolean {
  return left.length === right.length && left.every((item, i) => isEqual(item, right[i] as Value));
}

function isSameMap(left: CelMap, right: CelMap): boolean {
  return (
    left.size === right.size && left.pairs().every(([key, value]) => right.has(key) && isEqual(value, right.get(key) as Value))
  );
}

function isSameMessage(left: MessageValue, right: MessageValue): boolean {
  if (left.type !== right.type || left.fields.size !== right.fields.size) return false;
  return [...left.fields].every(([name, value]) => right.fields.has(name) && isEqual(value, right.fields.get(name) as Value));
}

function isSameOptional(left: Optional, right: Optional): boolean {
  if (left.value === undefined || right.value === undefined) return left.value === right.value;
  return isEqual(left.value, right.value);
}

/** A value of a numeric type as `bigint` or `number`. */
export function numberOf(value: Value): bigint | number | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  return value instanceof Uint ? value.value : undefined;
}

/** `NaN` if either is. A whole number and a double are compared as doubles. */
function compared(left: bigint | number, right: bigint | number): number {
  if (typeof left !== typeof right) return comparedMixed(left, right);
  return left < right ? -1 : left > right ? 1 : left === right ? 0 : Number.NaN;
}

function comparedMixed(left: bigint | number, right: bigint | number): number {
  const [first, second] = [Number(left), Number(right)];
  return first < second ? -1 : first > second ? 1 : first === second ? 0 : Number.NaN;
}

/**
 * Negative, 0 or positive, as the values are ordered; `NaN` with a double that is `NaN`.
 *
 * @throws EvaluationError for values that have no order
 */
export function compare(left: Value, right: Value): number {
  const order = orderOf(left, right);
  if (order === undefined) throw new EvaluationError('no such overload');
  return order;
}

function orderOf(left: Value, right: Value): number | undefined {
  const [first, second] = [numberOf(left), numberOf(right)];
  if (first !== undefined && second !== undefined) return compared(first, second);
  if (Number.isNaN(first) || Number.isNaN(second)) return Number.NaN;
  if (typeof left === 'string' && typeof right === 'string') return Buffer.compare(Buffer.from(left), Buffer.from(right));
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right);
  if (left instanceof Timestamp && right instanceof Timestamp) return compared(left.nanos, right.nanos);
  if (left instanceof Duration && right instanceof Duration) return compared(left.nanos, right.nanos);
  return undefined;
}

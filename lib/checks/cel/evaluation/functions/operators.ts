import { compare, isEqual } from '../equality';
import { EvaluationError } from '../fault';
import type { FunctionTable, Overloads } from '../overloads';
import { type CelMap, Duration, type Timestamp, type Uint, type Value } from '../values';
import { duration, int, timestamp, uint } from './ranges';

const nonZero = (value: bigint, sign: string): bigint => {
  if (value === 0n) throw new EvaluationError(sign === '/' ? 'division by zero' : 'modulus by zero');
  return value;
};

function ordering(judge: (order: number) => boolean): Overloads {
  return { 'any, any': (left: Value, right: Value) => judge(compare(left, right)) };
}

/** The operators that need the values of all their arguments. */
export const OPERATORS: FunctionTable = {
  '!_': { bool: (value: boolean) => !value },
  '-_': {
    int: (value: bigint) => int(-value),
    double: (value: number) => -value,
    duration: (value: Duration) => duration(-value.nanos),
  },
  '_==_': { 'any, any': isEqual },
  '_!=_': { 'any, any': (left: Value, right: Value) => !isEqual(left, right) },
  '_<_': ordering((order) => order < 0),
  '_<=_': ordering((order) => order <= 0),
  '_>_': ordering((order) => order > 0),
  '_>=_': ordering((order) => order >= 0),
  '@in': {
    'any, list': (value: Value, list: readonly Value[]) => list.some((item) => isEqual(item, value)),
    'any, map': (key: Value, map: CelMap) => map.has(key),
  },
  '@not_strictly_false': { any: (value: Value) => value !== false },
  '_+_': {
    'int, int': (left: bigint, right: bigint) => int(left + right),
    'uint, uint': (left: Uint, right: Uint) => uint(left.value + right.value),
    'double, double': (left: number, right: number) => left + right,
    'string, string': (left: string, right: string) => left + right,
    'bytes, bytes': (left: Uint8Array, right: Uint8Array) => Buffer.concat([left, right]),
    'list, list': (left: readonly Value[], right: readonly Value[]) => [...left, ...right],
    'duration, duration': (left: Duration, right: Duration) => duration(left.nanos + right.nanos),
    'timestamp, duration': later,
    'duration, timestamp': (span: Duration, time: Timestamp) => later(time, span),
  },
  '_-_': {
    'int, int': (left: bigint, right: bigint) => int(left - right),
    'uint, uint': (left: Uint, right: Uint) => uint(left.value - right.value),
    'double, double': (left: number, right: number) => left - right,
    'duration, duration': (left: Duration, right: Duration) => duration(left.nanos - right.nanos),
    'timestamp, duration': (time: Timestamp, span: Duration) => later(time, new Duration(-span.nanos)),
    'timestamp, timestamp': (left: Timestamp, right: Timestamp) => duration(left.nanos - right.nanos),
  },
  '_*_': {
    'int, int': (left: bigint, right: bigint) => int(left * right),
    'uint, uint': (left: Uint, right: Uint) => uint(left.value * right.value),
    'double, double': (left: number, right: number) => left * right,
  },
  '_/_': {
    'int, int': (left: bigint, right: bigint) => int(left / nonZero(right, '/')),
    'uint, uint': (left: Uint, right: Uint) => uint(left.value / nonZero(right.value, '/')),
    'double, double': (left: number, right: number) => left / right,
  },
  '_%_': {
    'int, int': (left: bigint, right: bigint) => modulo(left, right),
    'uint, uint': (left: Uint, right: Uint) => uint(left.value % nonZero(right.value, '%')),
  },
  size: {
    string: (text: string) => BigInt([...text].length),
    bytes: (bytes: Uint8Array) => BigInt(bytes.length),
    list: (list: readonly Value[]) => BigInt(list.length),
    map: (map: CelMap) => BigInt(map.size),
  },
};

/** The remainder of the smallest number by -1 is an overflow in cel-go. */
function modulo(left: bigint, right: bigint): bigint {
  int(left / nonZero(right, '%'));
  return left % right;
}

function later({ nanos, offset }: Timestamp, span: Duration): Timestamp {
  return timestamp(nanos + span.nanos, offset);
}

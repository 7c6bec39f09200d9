import { compare } from '../equality';
import { EvaluationError } from '../fault';
import type { FunctionTable, Overloads } from '../overloads';
import { Uint, type Value } from '../values';
import { int } from './ranges';

type Double = (value: number) => Value;

const NUMBERS = ['int', 'uint', 'double'];

const double = (of: Double): Overloads => ({ double: of });

const bits = (of: (left: bigint, right: bigint) => bigint): Overloads => ({
  'int, int': of,
  'uint, uint': (left: Uint, right: Uint) => new Uint(of(left.value, right.value)),
});

/** Away from zero, as Go rounds a half. */
const round: Double = (value) => (Math.abs(value % 1) === 0.5 ? value + Math.sign(value) / 2 : Math.round(value));

/** The functions of numbers. */
export const MATH: FunctionTable = {
  'math.@max': extreme((order) => order < 0),
  'math.@min': extreme((order) => order > 0),
  'math.abs': {
    double: Math.abs,
    int: (value: bigint) => int(value < 0n ? -value : value),
    uint: (value: Uint) => value,
  },
  'math.bitAnd': bits((left, right) => left & right),
  'math.bitOr': bits((left, right) => left | right),
  'math.bitXor': bits((left, right) => left ^ right),
  'math.bitNot': { int: (value: bigint) => ~value, uint: ({ value }: Uint) => new Uint(BigInt.asUintN(64, ~value)) },
  'math.bitShiftLeft': shift((value, by) => value << by),
  'math.bitShiftRight': shift((value, by) => BigInt.asUintN(64, value) >> by),
  'math.ceil': double(Math.ceil),
  'math.floor': double(Math.floor),
  'math.isFinite': double(Number.isFinite),
  'math.isInf': double((value) => Math.abs(value) === Number.POSITIVE_INFINITY),
  'math.isNaN': double(Number.isNaN),
  'math.round': double(round),
  'math.sign': {
    double: (value: number) => Math.sign(value) + 0,
    int: (value: bigint) => (value > 0n ? 1n : value < 0n ? -1n : 0n),
    uint: ({ value }: Uint) => new Uint(value > 0n ? 1n : 0n),
  },
  'math.sqrt': {
    double: Math.sqrt,
    int: (value: bigint) => Math.sqrt(Number(value)),
    uint: ({ value }: Uint) => Math.sqrt(Number(value)),
  },
  'math.trunc': double(Math.trunc),
};

/** The bits of an int shift as if it had no sign, and none remain beyond 63 places. */
function shift(of: (value: bigint, by: bigint) => bigint): Overloads {
  const places = (value: bigint, by: bigint) => {
    if (by < 0n) throw new EvaluationError(`negative offset: ${by}`);
    return by > 63n ? 0n : of(value, by);
  };
  return {
    'int, int': (value: bigint, by: bigint) => BigInt.asIntN(64, places(value, by)),
    'uint, int': ({ value }: Uint, by: bigint) => new Uint(BigInt.asUintN(64, places(value, by))),
  };
}

function extreme(isBetter: (order: number) => boolean): Overloads {
  const better = (best: Value, other: Value) => {
    const order = compare(best, other);
    if (Number.isNaN(order)) throw new EvaluationError('NaN values cannot be ordered');
    return isBetter(order) ? other : best;
  };
  return {
    list: (list: readonly Value[]) => {
      if (list.length === 0) throw new EvaluationError('math.@min(list) argument must not be empty');
      return list.reduce(better);
    },
    ...Object.fromEntries(NUMBERS.map((type) => [type, (value: Value) => value])),
    ...Object.fromEntries(NUMBERS.flatMap((left) => NUMBERS.map((right) => [`${left}, ${right}`, better]))),
  };
}

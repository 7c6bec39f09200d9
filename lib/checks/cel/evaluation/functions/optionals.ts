import { EvaluationError } from '../fault';
import type { FunctionTable } from '../overloads';
import { CelMap, Duration, isList, MessageValue, Optional, Timestamp, Uint, type Value } from '../values';

const YEAR_1 = -62_135_596_800_000_000_000n;

/** The functions of optional values, but for `or` and `orValue`, which do not always need their argument. */
export const OPTIONALS: FunctionTable = {
  hasValue: { optional_type: ({ value }: Optional) => value !== undefined },
  'optional.none': { '': () => new Optional() },
  'optional.of': { any: (value: Value) => new Optional(value) },
  'optional.ofNonZeroValue': { any: (value: Value) => (isZero(value) ? new Optional() : new Optional(value)) },
  'optional.unwrap': { list: unwrapped },
  unwrapOpt: { list: unwrapped },
  value: {
    optional_type: ({ value }: Optional) => {
      if (value === undefined) throw new EvaluationError('optional.none() dereference');
      return value;
    },
  },
};

function unwrapped(list: readonly Value[]): readonly Value[] {
  return list.flatMap((item) => {
    if (!(item instanceof Optional)) throw new EvaluationError('not an optional value');
    return item.value === undefined ? [] : [item.value];
  });
}

function isZero(value: Value): boolean {
  if (value === null || value === false || value === '' || value === 0n || value === 0) return true;
  if (isList(value) || value instanceof Uint8Array) return value.length === 0;
  if (value instanceof CelMap) return value.size === 0;
  if (value instanceof Uint) return value.value === 0n;
  if (value instanceof Duration) return value.nanos === 0n;
  if (value instanceof Timestamp) return value.nanos === YEAR_1;
  return value instanceof MessageValue && value.fields.size === 0;
}

import type { Schema } from './schema';
import type { ValueConstraint } from './value-constraint';

/** The bounds of a number. */
export interface Range {
  readonly min: number;
  readonly max: number;
  readonly aboveMin: boolean;
  readonly belowMax: boolean;
}

/** The constraints of a number in a schema. */
export function numberConstraints(schema: Schema): readonly ValueConstraint<number>[] {
  return [...rangeConstraint(schema), ...multipleConstraint(schema)];
}

function rangeConstraint(schema: Schema): readonly ValueConstraint<number>[] {
  const { min, max, aboveMin, belowMax } = rangeOf(schema);
  if (min === Number.NEGATIVE_INFINITY && max === Number.POSITIVE_INFINITY) return [];
  const complaint = {
    rule: 'schema/range',
    message: 'the number is out of range',
    allowed: numberText(schema),
    fix: 'correct the number',
  } as const;
  const isViolated = (n: number) => n < min || n > max || (aboveMin && n === min) || (belowMax && n === max);
  return [{ isViolated, complaint }];
}

/** An integer without a format is an int64 too. The JavaScript number closest to the largest int64 is too large by one. */
const INT32: Range = { min: -(2 ** 31), max: 2 ** 31 - 1, aboveMin: false, belowMax: false };
const INT64: Range = { min: -(2 ** 63), max: 2 ** 63, aboveMin: true, belowMax: true };
const ANY: Range = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY, aboveMin: false, belowMax: false };

function rangeOf(schema: Schema): Range {
  const { min, max, aboveMin, belowMax } = rangeOfType(schema);
  const { minimum = min, maximum = max, exclusiveMinimum = false, exclusiveMaximum = false } = schema;
  return {
    min: Math.max(min, minimum),
    max: Math.min(max, maximum),
    aboveMin: minimum > min ? exclusiveMinimum : aboveMin,
    belowMax: maximum < max ? exclusiveMaximum : belowMax,
  };
}

function rangeOfType({ type, format }: Schema): Range {
  if (type !== 'integer') return ANY;
  return format === 'int32' ? INT32 : INT64;
}

/** `a whole number from 1 to 65535`. */
export function numberText(schema: Schema): string {
  const { min, max, aboveMin, belowMax } = rangeOf(schema);
  const noun = schema.type === 'integer' ? 'a whole number' : 'a number';
  const above = `${aboveMin ? 'more than' : 'at least'} ${min}`;
  const below = `${belowMax ? 'less than' : 'at most'} ${max}`;
  const [noMin, noMax] = [Math.abs(min) >= 2 ** 63, Math.abs(max) >= 2 ** 63];
  if (noMin) return noMax ? noun : `${noun}, ${below}`;
  if (noMax) return `${noun}, ${above}`;
  return aboveMin || belowMax ? `${noun}, ${above} and ${below}` : `${noun} from ${min} to ${max}`;
}

function multipleConstraint({ multipleOf }: Schema): readonly ValueConstraint<number>[] {
  if (multipleOf === undefined) return [];
  const complaint = {
    rule: 'schema/range',
    message: `the number is not a multiple of ${multipleOf}`,
    allowed: `a multiple of ${multipleOf}`,
    fix: 'correct the number',
  } as const;
  return [{ isViolated: (n) => !Number.isInteger(n / multipleOf), complaint }];
}

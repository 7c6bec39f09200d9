import { re2 } from '../cel/re2';
import { formatOf } from './formats';
import type { Schema } from './schema';
import type { ValueConstraint } from './value-constraint';

/** The constraints of a string in a schema: length in code points, pattern, format. */
export function stringConstraints(schema: Schema): readonly ValueConstraint<string>[] {
  return [...lengthConstraint(schema), ...patternConstraint(schema), ...formatConstraint(schema)];
}

function lengthConstraint({
  minLength: min = 0,
  maxLength: max = Number.POSITIVE_INFINITY,
}: Schema): readonly ValueConstraint<string>[] {
  if (min === 0 && max === Number.POSITIVE_INFINITY) return [];
  const complaint = {
    rule: 'schema/length',
    message: 'the string is too short or too long',
    allowed: `${amount(min, max)} characters`,
    fix: 'correct the value',
  } as const;
  return [{ isViolated: (text) => !isWithin(text, min, max), complaint }];
}

/** Most strings need no counting: none has more code points than UTF-16 units, or fewer than half as many. */
function isWithin(text: string, min: number, max: number): boolean {
  const units = text.length;
  if (units <= max && units >= (min <= 1 ? min : 2 * min)) return true;
  let points = 0;
  for (const _ of text) points++;
  return points >= min && points <= max;
}

/** `from 1 to 63`, `at least 1`, `at most 63`. */
export function amount(min: number, max: number): string {
  if (min === max) return `exactly ${min}`;
  if (max === Number.POSITIVE_INFINITY) return `at least ${min}`;
  return min === 0 ? `at most ${max}` : `from ${min} to ${max}`;
}

function patternConstraint({ pattern }: Schema): readonly ValueConstraint<string>[] {
  if (pattern === undefined) return [];
  const expression = re2(pattern);
  const complaint = {
    rule: 'schema/pattern',
    message: 'the string does not match the pattern',
    allowed: `a string that matches ${pattern}`,
    fix: 'correct the value',
  } as const;
  return [{ isViolated: (text) => !expression.test(text), complaint }];
}

function formatConstraint({ format: name }: Schema): readonly ValueConstraint<string>[] {
  const format = name === undefined ? undefined : formatOf(name);
  if (!format) return [];
  const complaint = {
    rule: 'schema/format',
    message: 'the string has the wrong format',
    allowed: format.allowed,
    fix: 'correct the value',
  } as const;
  return [{ isViolated: (text) => !format.accepts(text), complaint }];
}

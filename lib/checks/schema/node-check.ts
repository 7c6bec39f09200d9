import type { Issues } from './issue';
import type { Validator } from './node';
import { numberConstraints } from './number-constraints';
import { checkRules, type RuleCheck } from './rule-checks';
import type { Schema } from './schema';
import { stringConstraints } from './string-constraints';
import { type Type, typeComplaint, typeOf } from './types';
import { checkConstraints, type ValueConstraint } from './value-constraint';

/**
 * Checks a value against a schema: first its type, then its constraints, then its parts in order. Last come the CEL rules, if
 * there is no issue so far.
 */
export function nodeCheck(schema: Schema, parts: readonly Validator[], rules: readonly RuleCheck[]): Validator {
  const check = plainCheck(schema, parts, rules);
  return schema.nullable ? (value, issues) => (value === null ? value : check(value, issues)) : check;
}

function plainCheck(schema: Schema, parts: readonly Validator[], rules: readonly RuleCheck[]): Validator {
  const [type, constraints] = [typeOf(schema) ?? ANYTHING, constraintsOf(schema)];
  const [only] = parts;
  if (parts.length + rules.length === 0) return scalarCheck(schema, type, constraints);
  if (parts.length === 1 && only && rules.length + constraints.length === 0) {
    return (value, issues) => (type.accepts(value) ? only(value, issues) : reject(schema, type, value, issues));
  }
  return (value, issues) => {
    if (!type.accepts(value)) return reject(schema, type, value, issues);
    const before = issues.count;
    checkConstraints(constraints, value, issues);
    let result = value;
    for (let i = 0; i < parts.length; i++) result = (parts[i] as Validator)(result, issues);
    if (issues.count === before) checkRules(rules, result, issues);
    return result;
  };
}

/** Most values are strings, which need no call for their type. */
function scalarCheck(schema: Schema, type: Type, constraints: readonly ValueConstraint<unknown>[]): Validator {
  if (schema.type !== 'string') {
    return (value, issues) => {
      if (!type.accepts(value)) return reject(schema, type, value, issues);
      checkConstraints(constraints, value, issues);
      return value;
    };
  }
  return (value, issues) => {
    if (typeof value !== 'string') return reject(schema, type, value, issues);
    checkConstraints(constraints, value, issues);
    return value;
  };
}

const ANYTHING: Type = { accepts: () => true, text: 'anything' };

function reject(schema: Schema, type: Type, value: unknown, issues: Issues): unknown {
  issues.add(typeComplaint(schema, type, value), value);
  return value;
}

/** If the schema specifies a type, its constraints need not check the type again. */
function constraintsOf(schema: Schema): readonly ValueConstraint<unknown>[] {
  return [...constraintsOfType(schema), ...enumConstraint(schema)];
}

function constraintsOfType(schema: Schema): readonly ValueConstraint<unknown>[] {
  switch (schema.type) {
    case 'string':
      return stringConstraints(schema) as ValueConstraint<unknown>[];
    case 'integer':
    case 'number':
      return numberConstraints(schema) as ValueConstraint<unknown>[];
    case undefined:
      return [
        ...stringConstraints(schema).map((constraint) => guarded(constraint, 'string')),
        ...numberConstraints(schema).map((constraint) => guarded(constraint, 'number')),
      ];
    default:
      return [];
  }
}

function guarded<T>({ isViolated, complaint }: ValueConstraint<T>, type: 'string' | 'number'): ValueConstraint<unknown> {
  return { isViolated: (value) => typeof value === type && isViolated(value as T), complaint };
}

function enumConstraint({ enum: values }: Schema): readonly ValueConstraint<unknown>[] {
  if (values === undefined) return [];
  const known = new Set(values);
  const allowed = values.map((value) => (value === '' ? "''" : String(value))).join(', ');
  const message = 'the value is not one of the allowed values';
  const complaint = { rule: 'schema/enum', message, allowed, fix: 'use one of the allowed values' } as const;
  return [{ isViolated: (value) => !known.has(value), complaint }];
}

import type { Issues } from './issue';
import type { Check } from './node';
import { numberFacets } from './number-facets';
import { checkRules, type RuleCheck } from './rule-checks';
import type { Schema } from './schema';
import { stringFacets } from './string-facets';
import { type Type, typeComplaint, typeOf } from './types';
import { checkFacets, type Facet } from './value-constraint';

/**
 * Judges a value by all that a schema says of it: the type, then the bounds, then the parts in their order, then the rules if
 * nothing stands against it so far.
 */
export function nodeCheck(schema: Schema, parts: readonly Check[], rules: readonly RuleCheck[]): Check {
  const check = plainCheck(schema, parts, rules);
  return schema.nullable ? (value, issues) => (value === null ? value : check(value, issues)) : check;
}

function plainCheck(schema: Schema, parts: readonly Check[], rules: readonly RuleCheck[]): Check {
  const [type, facets] = [typeOf(schema) ?? ANYTHING, facetsOf(schema)];
  const [only] = parts;
  if (parts.length + rules.length === 0) return scalarCheck(schema, type, facets);
  if (parts.length === 1 && only && rules.length + facets.length === 0) {
    return (value, issues) => (type.fits(value) ? only(value, issues) : refuse(schema, type, value, issues));
  }
  return (value, issues) => {
    if (!type.fits(value)) return refuse(schema, type, value, issues);
    const before = issues.count;
    checkFacets(facets, value, issues);
    let result = value;
    for (let i = 0; i < parts.length; i++) result = (parts[i] as Check)(result, issues);
    if (issues.count === before) checkRules(rules, result, issues);
    return result;
  };
}

/** Most values are strings: those get by without a call for the type. */
function scalarCheck(schema: Schema, type: Type, facets: readonly Facet<unknown>[]): Check {
  if (schema.type !== 'string') {
    return (value, issues) => {
      if (!type.fits(value)) return refuse(schema, type, value, issues);
      checkFacets(facets, value, issues);
      return value;
    };
  }
  return (value, issues) => {
    if (typeof value !== 'string') return refuse(schema, type, value, issues);
    checkFacets(facets, value, issues);
    return value;
  };
}

const ANYTHING: Type = { fits: () => true, text: 'anything' };

function refuse(schema: Schema, type: Type, value: unknown, issues: Issues): unknown {
  issues.add(typeComplaint(schema, type, value), value);
  return value;
}

/** Where the type says what comes, nothing has to be asked again. */
function facetsOf(schema: Schema): readonly Facet<unknown>[] {
  return [...facetsOfType(schema), ...enumFacet(schema)];
}

function facetsOfType(schema: Schema): readonly Facet<unknown>[] {
  switch (schema.type) {
    case 'string':
      return stringFacets(schema) as Facet<unknown>[];
    case 'integer':
    case 'number':
      return numberFacets(schema) as Facet<unknown>[];
    case undefined:
      return [
        ...stringFacets(schema).map((facet) => guarded(facet, 'string')),
        ...numberFacets(schema).map((facet) => guarded(facet, 'number')),
      ];
    default:
      return [];
  }
}

function guarded<T>({ breaks, complaint }: Facet<T>, type: 'string' | 'number'): Facet<unknown> {
  return { breaks: (value) => typeof value === type && breaks(value as T), complaint };
}

function enumFacet({ enum: values }: Schema): readonly Facet<unknown>[] {
  if (values === undefined) return [];
  const known = new Set(values);
  const allowed = values.map((value) => (value === '' ? "''" : String(value))).join(', ');
  const message = 'the value is none of those allowed';
  const complaint = { rule: 'schema/enum', message, allowed, fix: 'take one of them' } as const;
  return [{ breaks: (value) => !known.has(value), complaint }];
}

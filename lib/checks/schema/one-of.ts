import type { Complaint, Issues } from './issue';
import type { Node, Validator } from './node';
import type { Schema } from './schema';
import { typeOf } from './types';

/** The checks of `allOf`, `anyOf`, `oneOf` and `not`. @param node compiles a schema */
export function combinedChecks(schema: Schema, node: (schema: Schema) => Node): readonly Validator[] {
  const checks = (schema.allOf ?? []).map((each) => checkOf(node(each)));
  if (schema.anyOf) checks.push(countCheck(schema.anyOf, node, (n) => n > 0, complaintOf('at least', schema.anyOf)));
  if (schema.oneOf) checks.push(countCheck(schema.oneOf, node, (n) => n === 1, complaintOf('exactly', schema.oneOf)));
  if (schema.not) checks.push(countCheck([schema.not], node, (n) => n === 0, excluded(schema.not)));
  return checks;
}

function checkOf(node: Node): Validator {
  return (value, issues) => node.check(value, issues);
}

function countCheck(
  schemas: readonly Schema[],
  node: (schema: Schema) => Node,
  passes: (matching: number) => boolean,
  complaint: Complaint,
): Validator {
  const nodes = schemas.map(node);
  return (value, issues) => {
    let matching = 0;
    for (let i = 0; i < nodes.length; i++) if (accepts(nodes[i] as Node, value, issues)) matching++;
    if (!passes(matching)) issues.add(complaint, value);
    return value;
  };
}

function accepts(node: Node, value: unknown, issues: Issues): boolean {
  const before = issues.count;
  node.check(value, issues);
  if (issues.count === before) return true;
  issues.rollback(before);
  return false;
}

function complaintOf(how: string, schemas: readonly Schema[]): Complaint {
  return {
    rule: 'schema/one-of',
    message: `the value must match ${how} one of the alternatives`,
    allowed: schemas.length === 1 ? describe(schemas[0] as Schema) : `${how} one of: ${schemas.map(describe).join('; ')}`,
    fix: 'use one of the alternatives',
  };
}

function excluded(schema: Schema): Complaint {
  const message = 'the schema excludes this value';
  return { rule: 'schema/one-of', message, allowed: describe({ not: schema }), fix: 'change or remove the excluded value' };
}

/** A schema inside one of these keywords, for messages. */
function describe(schema: Schema): string {
  const all = [schema.anyOf, schema.oneOf, schema.allOf].flatMap((each) => each ?? []);
  const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => `${name}: ${describe(field)}`);
  const parts = [
    typeOf(schema)?.text,
    schema.required?.join(' and '),
    schema.format,
    schema.enum?.join(' or '),
    schema.pattern && `a string that matches ${schema.pattern}`,
    all.length > 0 && all.map(describe).join(' or '),
    schema.not && `not ${describe(schema.not)}`,
    ...fields,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : 'anything';
}

import { oneOfFacts } from './one-of';
import type { Schema } from './schema';

/** The facts that a schema specifies about a value in addition to its type, one sentence each. */
export function facts(schema: Schema): readonly string[] {
  return [...limits(schema), ...listFacts(schema), ...partFacts(schema), ...oneOfFacts(schema), ...ruleFacts(schema)];
}

/** The CEL rules of a schema. `about` selects those that read one field. */
export function ruleFacts(schema: Schema, about: (rule: string) => boolean = () => true): readonly string[] {
  const rules = (schema['x-kubernetes-validations'] ?? []).map(({ rule }) => oneLine(rule));
  return rules.filter(about).map((rule) => `Rule: ${code(rule)}`);
}

function limits(schema: Schema): readonly string[] {
  return [
    schema.format && `Format: ${schema.format}.`,
    range('Length', schema.minLength, schema.maxLength),
    range('Range', schema.minimum, schema.maximum, schema.exclusiveMinimum, schema.exclusiveMaximum),
    schema.multipleOf && `Multiple of: ${schema.multipleOf}.`,
    schema.pattern && `Pattern: ${code(schema.pattern)}`,
    ...inner(schema.allOf, limits),
    ...inner(schema.anyOf, (each) => limits(each).map((fact) => `Alternative: ${fact}`)),
  ].filter((fact): fact is string => Boolean(fact));
}

function listFacts(schema: Schema): readonly string[] {
  const listType = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys']?.map(code).join(', ');
  return [
    range('Items', schema.minItems, schema.maxItems),
    range('Entries', schema.minProperties, schema.maxProperties),
    listType === 'map' && keys ? `Unique by: ${keys}.` : undefined,
    listType === 'set' || schema.uniqueItems ? 'Unique items.' : undefined,
  ].filter((fact): fact is string => Boolean(fact));
}

/** Facts about the entries of a list or map. Entries with a named type document their own facts. */
function partFacts(schema: Schema): readonly string[] {
  const values = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  const part = schema.items ?? values;
  if (!part || part.properties) return [];
  return facts(part).map((fact) => `Each: ${fact}`);
}

function range(name: string, min?: number, max?: number, aboveMin?: boolean, belowMax?: boolean): string | undefined {
  if (min === undefined && max === undefined) return undefined;
  const from = min === undefined ? '' : `${aboveMin ? 'more than' : 'at least'} ${min}`;
  const to = max === undefined ? '' : `${belowMax ? 'less than' : 'at most'} ${max}`;
  return `${name}: ${[from, to].filter(Boolean).join(', ')}.`;
}

function inner(list: readonly Schema[] | undefined, read: (schema: Schema) => readonly string[]): readonly string[] {
  return [...new Set((list ?? []).flatMap(read))];
}

export function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

/** Text as code in a comment. It can end neither the comment nor the code. */
export function code(text: string): string {
  const safe = text.replaceAll('*/', '*\\/');
  return safe.includes('`') ? `\`\` ${safe} \`\`` : `\`${safe}\``;
}

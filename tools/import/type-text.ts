import type { Schema } from './schema';
import type { Structs } from './structs';

/** The TypeScript type for the values of a schema. */
export function typeText(schema: Schema, structs: Structs): string {
  const type = valueType(schema, structs);
  return schema.nullable ? `${type} | null` : type;
}

function valueType(schema: Schema, structs: Structs): string {
  const struct = structs.of(schema);
  if (struct) return struct.name;
  const values = allowedValues(schema);
  if (values) return values.map(literal).join(' | ');
  if (schema['x-kubernetes-int-or-string']) return 'number | string';
  return schema.type ? (SIMPLE[schema.type] ?? compoundType(schema, structs)) : untypedText(schema, structs);
}

const SIMPLE: Readonly<Record<string, string>> = { string: 'string', boolean: 'boolean', integer: 'number', number: 'number' };

function compoundType(schema: Schema, structs: Structs): string {
  const { items, additionalProperties } = schema;
  if (schema.type === 'array') return `readonly ${grouped(items ? typeText(items, structs) : 'unknown')}[]`;
  if (typeof additionalProperties === 'object') return recordOf(typeText(additionalProperties, structs));
  const isOpen = additionalProperties === true || schema['x-kubernetes-preserve-unknown-fields'];
  return recordOf(isOpen || schema['x-kubernetes-embedded-resource'] ? 'unknown' : 'never');
}

/** A schema without a type accepts what its alternatives accept (a Quantity is text or number), or anything. */
function untypedText(schema: Schema, structs: Structs): string {
  const typed = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].filter((each) => each.type);
  return typed.length > 0 ? typed.map((each) => typeText(each, structs)).join(' | ') : 'unknown';
}

/** The values allowed by an enum, including those of `allOf`, in the schema's order and spelling. */
export function allowedValues(schema: Schema): readonly unknown[] | undefined {
  const lists = [schema, ...(schema.allOf ?? [])].flatMap((each) => (each.enum ? [each.enum] : []));
  const [first, ...rest] = lists;
  return first && [...new Set(first)].filter((value) => rest.every((list) => list.includes(value)));
}

function recordOf(type: string): string {
  return `Readonly<Record<string, ${type}>>`;
}

function grouped(type: string): string {
  return /\||^readonly /.test(type) ? `(${type})` : type;
}

/** A value as TypeScript text, in single quotes. */
export function literal(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

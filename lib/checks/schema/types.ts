import type { Complaint } from './issue';
import { isObject } from './node';
import { numberText } from './number-constraints';
import type { Schema } from './schema';

/** A type of values in a schema. */
export interface Type {
  readonly accepts: (value: unknown) => boolean;
  /** What messages call such a value. */
  readonly text: string;
}

const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value);
const isWhole = (value: unknown) => Number.isInteger(value);

const TYPES: Readonly<Record<string, Type>> = {
  object: { accepts: isObject, text: 'an object' },
  array: { accepts: Array.isArray, text: 'a list' },
  string: { accepts: (value) => typeof value === 'string', text: 'a string' },
  boolean: { accepts: (value) => typeof value === 'boolean', text: 'true or false' },
  integer: { accepts: isWhole, text: 'a whole number' },
  number: { accepts: isNumber, text: 'a number' },
};

const INT_OR_STRING: Type = {
  accepts: (value) => typeof value === 'string' || isWhole(value),
  text: 'a whole number or a string',
};

/** The type of a schema; `undefined` if it accepts any. @throws Error for a type that JSON schemas do not have */
export function typeOf(schema: Schema): Type | undefined {
  if (schema['x-kubernetes-int-or-string']) return INT_OR_STRING;
  if (schema.type === undefined) return undefined;
  const type = TYPES[schema.type];
  if (!type) throw new Error(`the schema type "${schema.type}" is unknown`);
  return type;
}

/** The complaint about a value that does not have the type. */
export function typeComplaint(schema: Schema, type: Type, value: unknown): Complaint {
  const allowed = schema.type === 'integer' || schema.type === 'number' ? numberText(schema) : type.text;
  const message = `the value is ${nameOf(value)}, but must be ${type.text}`;
  return { rule: 'schema/type', message, allowed, fix: fixOf(schema, type, value), structural: true };
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return Number.isFinite(value) ? 'a number' : 'not a number';
  if (typeof value === 'boolean') return 'a boolean';
  if (typeof value === 'string') return 'a string';
  return Array.isArray(value) ? 'a list' : 'an object';
}

function fixOf(schema: Schema, type: Type, value: unknown): string {
  const scalar = typeof value === 'number' || typeof value === 'boolean';
  if (schema.type === 'string' && scalar) return `put it in quotes: "${value}"`;
  if (typeof value === 'string' && isScalarText(schema, value)) return 'remove the quotes';
  if (schema.type === 'array' && value !== null) return 'make it a list, even for a single entry';
  return `set ${type.text}, or remove the value`;
}

function isScalarText(schema: Schema, text: string): boolean {
  return schema.type === 'boolean'
    ? /^(true|false)$/.test(text)
    : /^-?\d+$/.test(text) && /integer|number/.test(schema.type ?? '');
}

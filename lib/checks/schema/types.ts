import type { Complaint } from './issue';
import { isObject } from './node';
import { numberText } from './number-constraints';
import type { Schema } from './schema';

/** A type of values, as a schema names it. */
export interface Type {
  readonly accepts: (value: unknown) => boolean;
  /** How a reader would call such a value. */
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

/** The type that a schema asks for; `undefined` when it takes any. @throws Error for a type that JSON schemas don't have */
export function typeOf(schema: Schema): Type | undefined {
  if (schema['x-kubernetes-int-or-string']) return INT_OR_STRING;
  if (schema.type === undefined) return undefined;
  const type = TYPES[schema.type];
  if (!type) throw new Error(`the schema type "${schema.type}" is unknown`);
  return type;
}

/** What to say of a value that is not of the type. */
export function typeComplaint(schema: Schema, type: Type, value: unknown): Complaint {
  const allowed = schema.type === 'integer' || schema.type === 'number' ? numberText(schema) : type.text;
  const message = `the value is ${nameOf(value)}, and must be ${type.text}`;
  return { rule: 'schema/type', message, allowed, fix: fixOf(schema, type, value), structural: true };
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return Number.isFinite(value) ? 'a number' : 'no number';
  if (typeof value === 'boolean') return 'true or false';
  if (typeof value === 'string') return 'a string';
  return Array.isArray(value) ? 'a list' : 'an object';
}

function fixOf(schema: Schema, type: Type, value: unknown): string {
  const scalar = typeof value === 'number' || typeof value === 'boolean';
  if (schema.type === 'string' && scalar) return `put it in quotes: "${value}"`;
  if (typeof value === 'string' && isScalarText(schema, value)) return 'drop the quotes';
  if (schema.type === 'array' && value !== null) return 'make it a list, even of one';
  return `write ${type.text}, or leave it out`;
}

function isScalarText(schema: Schema, text: string): boolean {
  return schema.type === 'boolean'
    ? /^(true|false)$/.test(text)
    : /^-?\d+$/.test(text) && /integer|number/.test(schema.type ?? '');
}

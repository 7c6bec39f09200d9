import type { Schema } from './schema';

/** The type of a CEL expression, as the API server derives it from the schema. */
export type CelType = Simple | ListType | MapType | ObjectType | OptionalType;

export interface Simple {
  readonly kind:
    | 'bool'
    | 'int'
    | 'double'
    | 'string'
    | 'duration'
    | 'quantity'
    | 'cidr'
    | 'type'
    | 'null'
    | 'intOrString'
    | 'unknown';
  readonly nullable?: boolean;
}

export interface ListType {
  readonly kind: 'list';
  readonly of: CelType;
  /** Whether `==` depends on the order. It does not for `x-kubernetes-list-type: set` and `map`. */
  readonly ordered: boolean;
  readonly nullable?: boolean;
}

export interface MapType {
  readonly kind: 'map';
  readonly of: CelType;
  readonly nullable?: boolean;
}

export interface ObjectType {
  readonly kind: 'object';
  /** Fields by the name that CEL uses. */
  readonly fields: ReadonlyMap<string, Field>;
  readonly nullable?: boolean;
}

export interface OptionalType {
  readonly kind: 'optional';
  readonly of: CelType;
  readonly nullable?: boolean;
}

export interface Field {
  /** The name in the manifest. */
  readonly name: string;
  readonly type: CelType;
  /** Whether the API server's validation and defaults guarantee that the field is set. */
  readonly present: boolean;
}

const simple = (kind: Simple['kind']): Simple => ({ kind });

export const BOOL = simple('bool');
export const INT = simple('int');
export const DOUBLE = simple('double');
export const STRING = simple('string');
export const DURATION = simple('duration');
export const QUANTITY = simple('quantity');
export const CIDR = simple('cidr');
export const TYPE = simple('type');
export const NULL = simple('null');
/** The element type of an empty literal. The other operand determines the real one. */
export const UNKNOWN = simple('unknown');

const OBJECT_META: Schema = { type: 'object', properties: { name: { type: 'string' }, generateName: { type: 'string' } } };

/** What rules at the root of a CRD can read in addition to the fields of its schema. */
export function rootSchema(schema: Schema): Schema {
  const text: Schema = { type: 'string' };
  return { ...schema, type: 'object', properties: { ...schema.properties, apiVersion: text, kind: text, metadata: OBJECT_META } };
}

/** The type of a schema's values. `undefined` if the API server hides them from rules. */
export function typeOfSchema(schema: Schema): CelType | undefined {
  const type = plainType(schema);
  return type && schema.nullable ? { ...type, nullable: true } : type;
}

function plainType(schema: Schema): CelType | undefined {
  if (schema['x-kubernetes-int-or-string']) return simple('intOrString');
  switch (schema.type) {
    case 'array':
      return listType(schema);
    case 'object':
      return objectType(schema['x-kubernetes-embedded-resource'] ? rootSchema(schema) : schema);
    case 'string':
      return FORMATS.includes(schema.format ?? '') ? undefined : STRING;
    default:
      return SCALARS[schema.type ?? ''];
  }
}

/** Formats that CEL represents as bytes, durations and timestamps. No pinned rule reads one, so they are not supported. */
const FORMATS = ['byte', 'duration', 'date', 'date-time'];

const SCALARS: Readonly<Record<string, CelType>> = { boolean: BOOL, integer: INT, number: DOUBLE };

function listType(schema: Schema): CelType | undefined {
  const of = schema.items && typeOfSchema(schema.items);
  return of && { kind: 'list', of, ordered: !['set', 'map'].includes(schema['x-kubernetes-list-type'] ?? '') };
}

function objectType(schema: Schema): CelType | undefined {
  if (typeof schema.additionalProperties === 'object') {
    const of = typeOfSchema(schema.additionalProperties);
    return of && { kind: 'map', of };
  }
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, child]): (readonly [string, Field])[] => {
    const type = typeOfSchema(child);
    if (!NAMEABLE.test(name)) return [];
    const present = child.default !== undefined || (schema.required ?? []).includes(name);
    return type ? [[escapeName(name), { name, type, present }]] : [];
  });
  return { kind: 'object', fields: new Map(fields) };
}

const RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

const ESCAPES: Readonly<Record<string, string>> = { __: '__underscores__', '.': '__dot__', '-': '__dash__', '/': '__slash__' };

/** The fields that CEL can name. Rules cannot read other fields. */
const NAMEABLE = /^[A-Za-z_./-][A-Za-z0-9_./-]*$/;

/** The name that CEL uses for a field. */
export function escapeName(name: string): string {
  return RESERVED.has(name) ? `__${name}__` : name.replace(/__|[./-]/g, (part) => ESCAPES[part] ?? part);
}

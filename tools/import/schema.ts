/** A schema as the API server judges it: what a CRD's `openAPIV3Schema` may hold, its sentences left out. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-validations'?: readonly Rule[];
}

/** One CEL rule (`x-kubernetes-validations`). */
export interface Rule {
  readonly rule: string;
  readonly message?: string;
  readonly reason?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

/** A step from a schema to one inside it: a property's name, or one of these. */
export const ITEM = '[]';
export const VALUE = '{}';

/** Replaces every schema directly inside `schema` by what `change` makes of it. */
export function mapChildren(schema: Schema, change: (child: Schema, step: string) => Schema): Schema {
  const each = (list: readonly Schema[]) => list.map((child) => change(child, ''));
  const named = (all: Readonly<Record<string, Schema>>) =>
    Object.fromEntries(Object.entries(all).map(([name, child]) => [name, change(child, name)]));
  const values = schema.additionalProperties;
  return {
    ...schema,
    ...(schema.properties && { properties: named(schema.properties) }),
    ...(schema.items && { items: change(schema.items, ITEM) }),
    ...(typeof values === 'object' && { additionalProperties: change(values, VALUE) }),
    ...(schema.allOf && { allOf: each(schema.allOf) }),
    ...(schema.anyOf && { anyOf: each(schema.anyOf) }),
    ...(schema.oneOf && { oneOf: each(schema.oneOf) }),
    ...(schema.not && { not: change(schema.not, '') }),
  };
}

/** Calls `visit` for `schema` and for every schema inside it. */
export function visitSchema(schema: Schema, visit: (schema: Schema) => void): void {
  visit(schema);
  mapChildren(schema, (child) => {
    visitSchema(child, visit);
    return child;
  });
}

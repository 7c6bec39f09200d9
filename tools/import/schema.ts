import type { CelRuleSchema, Schema } from '../../lib/checks/schema/schema';

export type { CelRuleSchema, Schema };

/** A step from a schema to a nested one: the name of a property, or one of these. */
export const ITEM = '[]';
export const VALUE = '{}';
/** Not a real step: an entry of `allOf`, `anyOf` or `oneOf` judges the same value. */
export const ALTERNATIVE = '';

/** Replaces every direct subschema of `schema` by the result of `change`. */
export function mapChildren(schema: Schema, change: (child: Schema, step: string) => Schema): Schema {
  const each = (list: readonly Schema[]) => list.map((child) => change(child, ALTERNATIVE));
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
    ...(schema.not && { not: change(schema.not, ALTERNATIVE) }),
  };
}

/** Calls `visit` for `schema` and all nested schemas. */
export function visitSchema(schema: Schema, visit: (schema: Schema) => void): void {
  visit(schema);
  mapChildren(schema, (child) => {
    visitSchema(child, visit);
    return child;
  });
}

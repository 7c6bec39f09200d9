import type { KindSchema } from '../../../lib/checks/schema/kind-schema';
import type { Schema } from '../../../lib/checks/schema/schema';
import type { SchemaPath } from './generator';

/** A CEL rule, and the first place where it occurs. */
export interface RulePlace {
  readonly rule: string;
  readonly path: SchemaPath;
}

/** The CEL rules of a kind by index, except those of the status, which are not evaluated on creation. */
export function rulePlaces(kind: KindSchema): ReadonlyMap<number, RulePlace> {
  const places = new Map<number, RulePlace>();
  const visit = (schema: Schema, path: SchemaPath): void => {
    if (schema.$ref !== undefined) visit(kind.$defs.at(Number(schema.$ref.replace('#/$defs/', ''))) as Schema, path);
    for (const { index = -1, rule } of schema['x-kubernetes-validations'] ?? []) {
      if (!places.has(index)) places.set(index, { rule: rule.replace(/\s+/g, ' ').trim(), path });
    }
    for (const [name, field] of Object.entries(schema.properties ?? {})) visit(field, [...path, name]);
    if (schema.items) visit(schema.items, [...path, '[]']);
    if (typeof schema.additionalProperties === 'object') visit(schema.additionalProperties, [...path, '{}']);
  };
  const { status, ...properties } = kind.schema.properties ?? {};
  visit(kind.statusSubresource ? { ...kind.schema, properties } : kind.schema, []);
  return places;
}

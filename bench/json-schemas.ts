import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMAS } from '../imports/schemas';
import { readKind } from '../lib/checks/object/read-kind';
import type { Schema } from '../lib/checks/schema/schema';

/** The pattern by which kubeconform finds the schema of a kind in the folder of {@link writeJsonSchemas}. */
export const SCHEMA_FILE = '{{.Group}}-{{.ResourceKind}}-{{.ResourceAPIVersion}}.json';

/** Writes the schema of each pinned kind as JSON Schema that rejects unknown fields. JSON Schema cannot express CEL rules. */
export function writeJsonSchemas(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const pinned of Object.values(SCHEMAS)) {
    const { group, kind, schema, $defs } = readKind(pinned);
    const definitions = Object.fromEntries($defs.map((entry, index) => [index, jsonSchema(entry)]));
    const { metadata, ...properties } = schema.properties ?? {};
    const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    const text = { type: 'string' };
    const root = jsonSchema({ ...schema, properties: { apiVersion: text, kind: text, ...properties, metadata: open } });
    const content = JSON.stringify({ ...root, $defs: definitions });
    for (const version of pinned.versions) {
      // For core kinds, kubeconform uses the version as the group.
      writeFileSync(join(folder, `${group || version}-${kind.toLowerCase()}-${version}.json`), content);
    }
  }
}

/** Converts a Kubernetes schema to JSON Schema. */
function jsonSchema(schema: Schema): Record<string, unknown> {
  const { nullable, type, format, properties, items, additionalProperties, allOf, anyOf, oneOf, not, ...rest } = schema;
  const words = Object.fromEntries(Object.entries(rest).filter(([word]) => !word.startsWith('x-')));
  const lists = Object.entries({ allOf, anyOf, oneOf }).filter(([, list]) => list !== undefined);
  return {
    ...words,
    ...(type !== undefined && { type: nullable ? [type, 'null'] : type }),
    ...(schema['x-kubernetes-int-or-string'] && { type: ['integer', 'string'] }),
    ...(format === 'date-time' && { format }),
    ...(properties && { properties: mapped(properties) }),
    ...closed(schema),
    ...(items && { items: jsonSchema(items) }),
    ...Object.fromEntries(lists.map(([word, list]) => [word, list?.map(jsonSchema)])),
    ...(not && { not: jsonSchema(not) }),
  };
}

function closed(schema: Schema): Record<string, unknown> {
  const { properties, additionalProperties } = schema;
  if (typeof additionalProperties === 'object') return { additionalProperties: jsonSchema(additionalProperties) };
  if (additionalProperties !== undefined) return { additionalProperties };
  return properties && schema.type === 'object' && !schema['x-kubernetes-preserve-unknown-fields']
    ? { additionalProperties: false }
    : {};
}

function mapped(schemas: Readonly<Record<string, Schema>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, jsonSchema(schema)]));
}

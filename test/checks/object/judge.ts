import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CelRule } from '../../../lib/checks/cel/cel';
import { compileKind, type SchemaIssue, validate } from '../../../lib/checks/object/validate';
import type { KindSchema } from '../../../lib/checks/schema/kind-schema';
import type { Schema } from '../../../lib/checks/schema/schema';
import { showPath } from '../../../lib/core/path';

/** The rule and the path of each issue, as tests expect them. */
export const places = (issues: readonly SchemaIssue[]): string[] => issues.map(({ rule, path }) => `${rule} ${showPath(path)}`);

/** The issues of an object whose `spec` has this schema. */
export function judge(schema: Schema, spec: unknown, rules: readonly CelRule[] = []): readonly SchemaIssue[] {
  const kind: KindSchema = {
    group: 'example.com',
    version: 'v1',
    kind: 'Thing',
    plural: 'things',
    scope: 'Namespaced',
    statusSubresource: true,
    schema: { type: 'object', properties: { spec: schema } },
    $defs: [],
  };
  const object = {
    apiVersion: 'example.com/v1',
    kind: 'Thing',
    metadata: { name: 'thing' },
    ...(spec !== undefined && { spec }),
  };
  return validate(
    object,
    compileKind(kind, () => rules),
  );
}

/** A pinned kind of Kubernetes itself, which has no CEL rules. @param file such as `core/service` */
export function nativeKind(file: string) {
  const text = readFileSync(join(__dirname, '../../../imports', `${file}.schema.json`), 'utf8');
  return compileKind(JSON.parse(text) as KindSchema, () => []);
}

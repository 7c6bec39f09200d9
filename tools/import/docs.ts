import { code, facts, oneLine, ruleFacts } from './facts';
import type { Schema } from './schema';
import type { Struct } from './structs';

/** Lines as a doc comment; none, if there is nothing to say. */
export function comment(lines: readonly string[], indent = ''): string {
  if (lines.length === 0) return '';
  const [only] = lines;
  if (lines.length === 1) return `${indent}/** ${only} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} *${line && ' '}${line}\n`).join('')}${indent} */\n`;
}

/** A type's page: where its values stand, and what holds for the value as a whole. */
export function structDocs({ schema, paths }: Struct, see: string): readonly string[] {
  const more = paths.length > 1 ? ` and ${paths.length - 1} more` : '';
  const rest = facts({ ...schema, 'x-kubernetes-validations': undefined });
  return [
    `Field: ${code(paths[0] ?? '')}${more}.`,
    ...rest,
    ...ruleFacts(schema, (rule) => !readsAField(rule, schema)),
    `@see ${see}`,
  ];
}

/** A field's page: its own facts, the rules of its owner that read it, its default. */
export function fieldDocs(name: string, schema: Schema, owner: Schema): readonly string[] {
  const own = schema.properties ? [] : facts(schema);
  return [...own, ...ruleFacts(owner, (rule) => reads(rule, name)), ...defaultOf(schema)];
}

function readsAField(rule: string, schema: Schema): boolean {
  return Object.keys(schema.properties ?? {}).some((name) => reads(rule, name));
}

/** In CEL, a field whose name is a word of CEL's own is `__in__`; a dash is `__dash__`. */
function reads(rule: string, field: string): boolean {
  const name = field.replaceAll('-', '__dash__').replaceAll(/\W/g, '.');
  return new RegExp(`\\bself\\.\\??(__)?${name}(__)?\\b`).test(rule);
}

function defaultOf(schema: Schema): readonly string[] {
  if (schema.default === undefined) return [];
  return [`@default ${oneLine(JSON.stringify(schema.default)).replaceAll('*/', '*\\/')}`];
}

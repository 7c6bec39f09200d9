import { code, facts, oneLine, ruleFacts } from './facts';
import type { Schema } from './schema';
import type { Struct } from './structs';

/** Lines as a doc comment, or nothing if there are no lines. */
export function comment(lines: readonly string[], indent = ''): string {
  if (lines.length === 0) return '';
  const [only] = lines;
  if (lines.length === 1) return `${indent}/** ${only} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} *${line && ' '}${line}\n`).join('')}${indent} */\n`;
}

/** The doc comment of a type: the paths of its values, and the facts about the whole value. */
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

/** The doc comment of a field: its facts, its owner's rules that read it, and its default. */
export function fieldDocs(name: string, schema: Schema, owner: Schema): readonly string[] {
  const own = schema.properties ? [] : facts(schema);
  return [...own, ...ruleFacts(owner, (rule) => reads(rule, name)), ...defaultOf(schema)];
}

function readsAField(rule: string, schema: Schema): boolean {
  return Object.keys(schema.properties ?? {}).some((name) => reads(rule, name));
}

/** CEL escapes field names: a reserved word becomes `__in__`, a dash becomes `__dash__`. */
function reads(rule: string, field: string): boolean {
  const name = field.replaceAll('-', '__dash__').replaceAll(/\W/g, '.');
  return new RegExp(`\\bself\\.\\??(__)?${name}(__)?\\b`).test(rule);
}

function defaultOf(schema: Schema): readonly string[] {
  if (schema.default === undefined) return [];
  return [`@default ${oneLine(JSON.stringify(schema.default)).replaceAll('*/', '*\\/')}`];
}

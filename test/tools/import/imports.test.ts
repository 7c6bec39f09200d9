import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { config } from '../../../tools/import/config';
import { kebab } from '../../../tools/import/names';
import { splitApiVersion } from '../../../tools/import/resource';
import { type Schema, visitSchema } from '../../../tools/import/schema';

interface Constraints {
  readonly schema: Schema;
  readonly $defs: readonly Schema[];
}

const names = readdirSync('imports', { recursive: true, withFileTypes: true }).flatMap((entry) =>
  entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
);
const typeFiles = names.filter((name) => name.endsWith('.ts') && !/\.rules\.ts$|schemas\.ts$/.test(name));
const rulesFiles = names.filter((name) => name.endsWith('.rules.ts'));
const schemaFiles = names.filter((name) => name.endsWith('.schema.json'));
const textOf = (name: string) => readFileSync(name, 'utf8');
const constraintsOf = (name: string): Constraints => JSON.parse(textOf(name));

/** Visits every schema of a kind at each of its places, the shared ones as often as they are named. */
function visitKind({ schema, $defs }: Constraints, visit: (schema: Schema) => void): void {
  visitSchema(schema, (part) => {
    const place = part.$ref?.split('/').at(-1);
    if (place === undefined) visit(part);
    else visitKind({ schema: $defs[Number(place)] ?? {}, $defs }, visit);
  });
}

test('imports/ has the configured kinds and nothing else', () => {
  const files = config.flatMap(({ kinds }) =>
    kinds.flatMap(([apiVersion, kind, only]) => {
      const name = `imports/${splitApiVersion(apiVersion).group || 'core'}/${kebab(kind)}`;
      return only ? [`${name}.schema.json`] : [`${name}.schema.json`, `${name}.ts`];
    }),
  );
  const ruled = files.filter((name) => name.endsWith('.json') && textOf(name).includes('"rule":'));
  const rules = ruled.map((name) => name.replace('.schema.json', '.rules.ts'));
  expect([...names].sort()).toEqual([...files, ...rules, 'imports/schemas.ts', 'imports/sources.json'].sort());
});

test('every CEL rule of the pinned CRDs is there: 465 places, 188 texts', () => {
  const rules: string[] = [];
  for (const name of schemaFiles) {
    visitKind(constraintsOf(name), (schema) => rules.push(...(schema['x-kubernetes-validations'] ?? []).map(({ rule }) => rule)));
  }
  expect([rules.length, new Set(rules).size]).toEqual([465, 188]);
});

test('no schema has a sentence of the source', () => {
  for (const name of schemaFiles) {
    const { schema, $defs } = constraintsOf(name);
    for (const part of [schema, ...$defs]) visitSchema(part, (each) => expect(Object.keys(each)).not.toContain('description'));
  }
});

const PHRASES =
  /^(Kind|Scope|Field|Format|Length|Range|Pattern|Items|Entries|Each|Alternative|Unique by|Rule|Multiple of|Exactly one of|At most one of|At least one of): |^Unique items\.$|^Fields of |^@(see|default|deprecated) /;

test.each(typeFiles)('%s documents its fields in the words of the generator', (name) => {
  const lines = textOf(name).match(/^\s*(?:\/\*\*|\*) (.*?)(?: \*\/)?$/gm) ?? [];
  const docs = lines.map((line) => line.replace(/^\s*(\/\*\*|\*) | \*\/$/g, ''));
  expect(docs.length).toBeGreaterThan(0);
  expect(docs.filter((line) => !PHRASES.test(line))).toEqual([]);
});

test.each(typeFiles)('%s is short, and so are its type names, which differ by more than case', (name) => {
  const text = textOf(name);
  expect(text.split('\n').length).toBeLessThan(3000);
  const types = [...text.matchAll(/^export (?:interface|class) (\w+)/gm)].map((match) => match[1] ?? '');
  expect(types.filter((type) => type.length > 80)).toEqual([]);
  expect(new Set(types.map((type) => type.toLowerCase())).size).toBe(types.length);
});

test.each(typeFiles)('%s loads cdk8s and nothing else', (name) => {
  const imported = [...textOf(name).matchAll(/^import (type )?.* from '(.*)';$/gm)];
  expect(imported.filter(([, type]) => !type).map((match) => match[2])).toEqual(['cdk8s']);
});

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMAS } from '../../../imports/schemas';
import { cel } from '../../../lib/checks/cel/cel';
import { readKind } from '../../../lib/checks/object/read-kind';
import type { PinnedKind } from '../../../lib/checks/schema/kind-schema';
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
const typeFiles = names.filter((name) => name.endsWith('.ts') && !/\.rules\.ts$|(schemas|patterns\/index)\.ts$/.test(name));
const schemaFiles = names.filter((name) => name.endsWith('.schema.json'));
const textOf = (name: string) => readFileSync(name, 'utf8');
const constraintsOf = (name: string): Constraints => JSON.parse(textOf(name));

/** Visits every schema of a kind at each of its places. Shared schemas are visited once for each reference. */
function visitKind({ schema, $defs }: Constraints, visit: (schema: Schema) => void): void {
  visitSchema(schema, (part) => {
    const place = part.$ref?.split('/').at(-1);
    if (place === undefined) visit(part);
    else visitKind({ schema: $defs.at(Number(place)) ?? {}, $defs }, visit);
  });
}

test('imports/ contains the configured kinds and nothing else', () => {
  const files = config.flatMap(({ source, kinds }) =>
    kinds.flatMap(([apiVersion, kind, only]) => {
      const name = `imports/${splitApiVersion(apiVersion).group || 'core'}/${kebab(kind)}`;
      const since = 'history' in source ? [`${name}.since.json`] : [];
      return only ? [`${name}.schema.json`, ...since] : [`${name}.schema.json`, `${name}.ts`, ...since];
    }),
  );
  const ruled = files.filter((name) => name.endsWith('.schema.json') && textOf(name).includes('"rule":'));
  const rules = ruled.map((name) => name.replace('.schema.json', '.rules.ts'));
  expect([...names].sort()).toEqual(
    [
      ...files,
      ...rules,
      ...['patterns/index.ts', 'schemas.ts', 'served.json', 'sources.json'].map((name) => `imports/${name}`),
    ].sort(),
  );
});

test('every CEL rule of the pinned CRDs is generated: 491 places, 195 texts', () => {
  const rules: string[] = [];
  for (const name of schemaFiles) {
    visitKind(constraintsOf(name), (schema) => rules.push(...(schema['x-kubernetes-validations'] ?? []).map(({ rule }) => rule)));
  }
  expect([rules.length, new Set(rules).size]).toEqual([491, 195]);
});

test('every rule has its function, and every function has a rule', () => {
  for (const [key, kind] of Object.entries(SCHEMAS)) {
    const indexes = new Set<unknown>();
    visitKind(readKind(kind), (part) => {
      for (const rule of part['x-kubernetes-validations'] ?? []) indexes.add(rule.index);
    });
    expect([key, [...indexes].sort()]).toEqual([key, [...kind.rules()(cel).keys()].sort()]);
  }
});

test.each([
  ['networking.istio.io/ServiceEntry', ['v1', 'v1beta1', 'v1alpha3']],
  ['security.istio.io/AuthorizationPolicy', ['v1', 'v1beta1']],
  ['gateway.networking.k8s.io/HTTPRoute', ['v1', 'v1beta1']],
  ['gateway.networking.k8s.io/ReferenceGrant', ['v1beta1', 'v1']],
  ['gateway.kgateway.dev/TrafficPolicy', ['v1alpha1']],
  ['Service', ['v1']],
])('%s has the same schema in %j', (key, versions) => {
  expect(SCHEMAS[key]?.versions).toEqual(versions);
});

/** The answers of all rules of a kind with this text. */
function answers(key: string, text: string, self: unknown): readonly unknown[] {
  const kind = SCHEMAS[key] as PinnedKind;
  const found = new Set<number>();
  visitKind(readKind(kind), (part) => {
    for (const { rule, index } of part['x-kubernetes-validations'] ?? []) if (rule.includes(text)) found.add(index ?? -1);
  });
  const functions = kind.rules()(cel);
  return [...found].map((index) => functions[index]?.(self));
}

const [route, traffic] = ['gateway.networking.k8s.io/HTTPRoute', 'gateway.kgateway.dev/TrafficPolicy'];

test.each([
  [route, 'duration(self.backendRequest) >', { request: '1s', backendRequest: '2s' }, false],
  [route, 'duration(self.backendRequest) >', { request: '0s', backendRequest: '2s' }, true],
  [route, 'duration(self.backendRequest) >', { request: '2s' }, true],
  [route, "contains('//')", { type: 'PathPrefix', value: '/a//b' }, false],
  [route, "contains('//')", { type: 'RegularExpression', value: '/a//b' }, true],
  [route, 'self[15].matches', [{ matches: Array(64) }, { matches: Array(64) }], true],
  [route, 'self[15].matches', [{ matches: Array(64) }, { matches: Array(65) }], false],
  [traffic, 'has(self.retry.perTryTimeout)', { retry: { perTryTimeout: '1s' }, timeouts: { request: '1s' } }, false],
  [traffic, 'has(self.retry.perTryTimeout)', { retry: { perTryTimeout: '1s' }, timeouts: { request: '2s' } }, true],
  [traffic, "duration(self) <= duration('1h')", 'soon', undefined],
  ['networking.istio.io/ServiceEntry', '"STATIC", "NONE"', { addresses: ['10.0.0.0/8'], resolution: 'DNS' }, false],
  ['networking.istio.io/ServiceEntry', '"STATIC", "NONE"', { addresses: ['10.0.0.0/8'] }, true],
  ['networking.istio.io/ServiceEntry', 'l1.number == l2.number', [{ number: 443 }, { number: 443 }], false],
  ['security.istio.io/PeerAuthentication', '0 < int(key)', { 8080: {} }, true],
  ['security.istio.io/PeerAuthentication', '0 < int(key)', { http: {} }, undefined],
  ['gateway.networking.k8s.io/TLSRoute', '!isIP(h)', ['10.0.0.1'], false],
  ['gateway.networking.k8s.io/BackendTLSPolicy', 'self.type == "Hostname" &&', { type: 'Hostname' }, false],
])('%s: the rule with %s on %j is %s', (key, text, self, answer) => {
  expect(answers(key, text, self)).toEqual([answer]);
});

test('the list of kinds reads no file before a kind is needed', () => {
  const code = `require('./imports/schemas');
    console.log(Object.keys(require.cache).filter((name) => name.includes('/imports/') && !name.includes('/node_modules/')).join());`;
  const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', '-e', code], { encoding: 'utf8' });
  expect(stdout.trim()).toMatch(/^[^,]*schemas\.ts$/);
});

test('no schema contains a description of the source', () => {
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

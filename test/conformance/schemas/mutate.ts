import type { Schema } from '../../../lib/checks/schema/schema';
import type { Dice } from '../../dice';
import type { Generator } from './generator';

type Tree = Record<string, unknown>;

/** A value in an object, and its schema. */
interface Site {
  readonly parent: Tree;
  readonly key: string;
  readonly value: unknown;
  readonly schema: Schema;
}

interface Tools {
  readonly generator: Generator;
  readonly dice: Dice;
}

/** Changes the value at a site, if it finds something to change. */
type Mutation = (site: Site, tools: Tools) => void;

const OTHERS: readonly unknown[] = ['text', '7', 7, -1, 1.5, true, [], ['a'], {}, { a: 'b' }];
const LONG = 80;

const MUTATIONS: readonly Mutation[] = [
  ({ parent, key, value }, { dice }) => {
    parent[key] = dice.pick(
      OTHERS.filter((other) => typeof other !== typeof value || Array.isArray(other) !== Array.isArray(value)),
    );
  },
  ({ parent, key }) => {
    parent[key] = null;
  },
  ({ parent, key }) => {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
  },
  ({ value, schema }, { dice }) => {
    const names = Object.keys(schema.properties ?? {});
    if (isTree(value))
      value[names.length > 0 ? `${dice.pick(names)}${dice.pick(['s', 'X', '_'])}` : 'unknown'] = dice.pick(OTHERS);
  },
  (site, { generator }) => {
    if (typeof site.value === 'string') site.parent[site.key] = generator.wrongText(site.schema) ?? 'é';
  },
  ({ parent, key, value }, { dice }) => {
    if (typeof value === 'string')
      parent[key] = dice.pick(['', ' ', 'é', 'a b', value.toUpperCase(), `${value}!`, 'x'.repeat(300)]);
  },
  ({ parent, key, value, schema }, { dice }) => {
    const { minimum = 0, maximum = 65535 } = schema;
    const numbers = [minimum - 1, minimum, maximum, maximum + 1, 2 ** 31, 2 ** 40, 2 ** 63, -(2 ** 31) - 1, 0.5];
    if (typeof value === 'number') parent[key] = dice.pick(numbers);
  },
  ({ value, schema }) => {
    const { maxItems = 3 } = schema;
    if (Array.isArray(value) && value.length > 0 && maxItems < LONG) {
      while (value.length <= maxItems) value.push(structuredClone(value[0]));
    }
  },
  ({ parent, key, value }) => {
    if (Array.isArray(value)) parent[key] = [];
    else if (isTree(value)) parent[key] = {};
  },
  ({ value }) => {
    if (Array.isArray(value) && value.length > 0) value.push(structuredClone(value[0]));
  },
  ({ value }) => {
    if (Array.isArray(value)) value.push(null);
  },
  ...Array<Mutation>(4).fill(({ value, schema }, { generator, dice }) => {
    const absent = Object.entries(schema.properties ?? {}).filter(([name]) => isTree(value) && !(name in value));
    if (!isTree(value) || absent.length === 0) return;
    const [name, field] = dice.pick(absent);
    value[name] = generator.value(field, 0.3);
  }),
  ...Array<Mutation>(3).fill(({ parent, key, schema }, { generator }) => {
    parent[key] = generator.value(schema, 0.3);
  }),
];

const METADATA: readonly Tree[] = [
  ...[
    'A',
    'a_b',
    'a.b',
    '-a',
    'a-',
    '',
    'a'.repeat(63),
    'a'.repeat(64),
    'a'.repeat(253),
    'a'.repeat(254),
    'a:b',
    'a/b',
    '0a',
    1,
    null,
  ].map((name) => ({ name })),
  ...['a', 'A.b/c', 'a.b/c', 'a/b/c', '', '/a', 'a/', 'a b', 'a'.repeat(64), `${'a'.repeat(254)}/b`, '-a'].flatMap((key) => [
    { labels: { [key]: 'x' } },
    { annotations: { [key]: 'x' } },
  ]),
  ...['', 'A.b_c-d', 'a b', 'a'.repeat(63), 'a'.repeat(64), '-a', 'é', 1, true, null, {}].map((value) => ({
    labels: { a: value },
  })),
  ...['', 'anything at all', 1, null, [], 'x'.repeat(262_143), 'x'.repeat(262_144)].map((value) => ({
    annotations: { a: value },
  })),
  ...[{ lables: {} }, { labels: [] }, { labels: null }, { annotations: 'a' }, { clusterName: 'a' }, { resourceVersion: '1' }],
  ...[['a'], ['a.b/c'], ['a b'], ['orphan', 'foregroundDeletion'], ['a.b/c', 'a.b/c'], 'a', [1]].map((finalizers) => ({
    finalizers,
  })),
  ...[{}, { uid: '' }, { kind: '' }, { uid: 1 }, { controller: 'a' }, { extra: 1 }, { controller: true }].map((more) => ({
    ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid: '1', ...more }],
  })),
  { ownerReferences: ['1', '2'].map((uid) => ({ apiVersion: 'v1', kind: 'ConfigMap', name: uid, uid, controller: true })) },
  ...[
    { generation: -1 },
    { generation: 'a' },
    { creationTimestamp: null },
    { creationTimestamp: 'a' },
    { uid: 'a' },
    { selfLink: 'a' },
  ],
  ...[{ creationTimestamp: '2027-03-01T00:00:00Z' }, { managedFields: [] }, { deletionTimestamp: '2027-03-01T00:00:00Z' }],
];

/** A copy of an object with a change in its metadata. */
export function mutateMetadata(object: Tree, dice: Dice): Tree {
  return { ...object, metadata: { ...(object.metadata as Tree), ...dice.pick(METADATA) } };
}

/** A copy of an object with some changed values, valid or invalid by the schema. */
export function mutate(object: Tree, schema: Schema, tools: Tools, times = 1): Tree {
  const copy = structuredClone(object);
  for (let i = 0; i < times; i++) {
    const sites = sitesIn(copy, schema, tools.generator).filter(({ key }) => !['apiVersion', 'kind', 'metadata'].includes(key));
    if (sites.length > 0) tools.dice.pick(MUTATIONS)(tools.dice.pick(sites), tools);
  }
  return copy;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every value in the object that its schema describes. */
function sitesIn(value: unknown, reference: Schema, generator: Generator): Site[] {
  const schema = generator.resolve(reference);
  if (Array.isArray(value))
    return value.flatMap((entry, i) => siteAt(value as unknown as Tree, String(i), entry, schema.items, generator));
  if (!isTree(value)) return [];
  const others = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  return Object.entries(value).flatMap(([key, inner]) =>
    siteAt(value, key, inner, schema.properties?.[key] ?? others, generator),
  );
}

function siteAt(parent: Tree, key: string, value: unknown, schema: Schema | undefined, generator: Generator): Site[] {
  if (!schema) return [];
  return [{ parent, key, value, schema: generator.resolve(schema) }, ...sitesIn(value, schema, generator)];
}

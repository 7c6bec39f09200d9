import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parseAllDocuments } from 'yaml';
import { ExternalHosts, type Finding, showPath } from '../../../lib';
import { findingsOf as registered } from '../../../lib/core/registered-findings';
import { SCHEMA_FILE, schemaText } from '../../../tools/hosts-schema/schema-file';
import { ROOT } from '../../child';
import { AGENTS, egress, exit } from '../../kit';
import { cases } from './equal-hosts';
import { inFolder } from './files';
import { cases as malformed } from './malformed-files';

// The generator starts a compiler, which is slow on a busy machine.
jest.setTimeout(120_000);

type Schema = Readonly<Record<string, unknown>> & { readonly properties?: Record<string, Schema> };
const schema = JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as Record<'then' | 'else', Schema> & {
  definitions: Record<string, Schema>;
};

/** The schema has no strings whose type depends on another keyword, so ajv may be strict about everything else. */
const validate = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(schema);
const documentsIn = (text: string): unknown[] =>
  parseAllDocuments(text, { version: '1.2' })
    .map((one) => one.toJS() as unknown)
    .filter((one) => one !== null);

test('schema/hosts.schema.json is generated from the types: npm run hosts-schema', () => {
  expect(readFileSync(SCHEMA_FILE, 'utf8')).toBe(schemaText());
});

const folder = join(ROOT, 'examples/hosts-as-data/hosts');
const examples = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml'))
  .map((path) => [path, readFileSync(join(folder, path), 'utf8')] as const);
const valid = [...cases.map(([title, yaml]) => [title, yaml] as const), ...examples].flatMap(([title, yaml]) =>
  documentsIn(yaml).map((document) => [title, document] as const),
);

test.each(valid)('ajv accepts: %s', (_, document) => {
  validate(document);
  expect(validate.errors).toBeNull();
});

/** What a schema cannot know: names of the program, relations between values, and the present time. */
const UNSEEN = [
  ...[
    'a host that two files have',
    'two hosts with one name',
    'a URL as the host',
    'an end before the beginning',
    'a withdrawal on a day that does not exist',
  ],
  ...['a number with a zero at its beginning, which YAML 1.1 reads in base 8', 'a port for the listener of TLS', 'one way twice'],
  ...['blanks in the lines of a content, and an empty line', 'a content that is bound to a missing ticket'],
  ...['an unknown set of callers', 'plaintext on the port of TLS', 'an alias that is no name', 'a condition with a mistake'],
  ...[
    'an issuer that the program does not pass',
    'a file with the other ending',
    'an empty file',
    'comments only',
    'a file that is too large',
  ],
];

const refused = malformed.flatMap(([title, files]) => {
  const text = Object.values(files)[0];
  if (typeof text !== 'string' || UNSEEN.includes(title)) return [];
  const documents = parseAllDocuments(text, { version: '1.2', uniqueKeys: true });
  return documents.some(({ errors }) => errors.length > 0) || text.includes('*')
    ? []
    : [[title, documents.map((one) => one.toJS() as unknown)] as const];
});

test.each(refused)('ajv refuses: %s', (_, documents) => {
  expect(documents.every((document) => validate(document))).toBe(false);
});

const python = spawnSync('python3', ['-c', 'import jsonschema'], { encoding: 'utf8' }).status === 0;
(python ? test : test.skip)('the validator of Python agrees', () => {
  const program = `
import json, sys, jsonschema
given = json.load(sys.stdin)
jsonschema.Draft7Validator.check_schema(given["schema"])
validator = jsonschema.Draft7Validator(given["schema"])
print(json.dumps([validator.is_valid(one) for one in given["documents"]]))
`;
  const documents = [...valid.map(([, document]) => document), ...refused.flatMap(([, all]) => all)];
  const { stdout, stderr } = spawnSync('python3', ['-c', program], {
    input: JSON.stringify({ schema, documents }),
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual(documents.map((document) => validate(document)));
});

/** What is reported for a document: by its reader and by its construct, not for the objects. */
function findingsOf(document: object): readonly Finding[] {
  return inFolder({ 'a.json': JSON.stringify(document) }, () => {
    const { chart } = egress();
    const hosts = ExternalHosts.fromFiles(chart, 'hosts', { gateway: exit(chart), files: 'a.json', callerSets: [AGENTS] });
    return [hosts, ...hosts.hosts].flatMap((one) => registered(one));
  });
}

type Steps = readonly (string | number)[];

/** The objects of a schema, each with the steps to it. A condition inside a condition is visited once. */
function* objectsIn(one: Schema, steps: Steps = [], seen: readonly string[] = []): Iterable<readonly [Steps, Schema]> {
  const {
    $ref,
    anyOf = [],
    allOf = [],
    items,
    properties,
  } = one as { $ref?: string; anyOf?: Schema[]; allOf?: Schema[]; items?: Schema; properties?: Record<string, Schema> };
  if ($ref !== undefined && !seen.includes($ref))
    yield* objectsIn(schema.definitions[$ref.replace('#/definitions/', '')] as Schema, steps, [...seen, $ref]);
  for (const other of [...anyOf, ...allOf]) yield* objectsIn(other, steps, seen);
  if (items) yield* objectsIn(items, [...steps, 0], seen);
  if (!properties) return;
  yield [steps, one];
  for (const [key, inner] of Object.entries(properties)) yield* objectsIn(inner, [...steps, key], seen);
}

/** A document with one value. */
function documentWith(steps: Steps, value: unknown, usual: object): object {
  const [first, ...rest] = steps;
  const inside = rest.reduceRight<unknown>((inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }), value);
  return first === undefined ? { ...usual, ...(value as object) } : { ...usual, [first]: inside };
}

const USUAL = {
  host: 'api.example.com',
  port: 443,
  callers: 'http',
  approval: { pending: { owner: 'a', ticket: 'T-1', reason: 'r' } },
};
const PASSES = { ...USUAL, inspection: 'none', reason: 'pinned' };
/** The objects with a form's name as their only key are not read as properties. */
const isForm = ([, { properties = {}, required }]: readonly [Steps, Schema]) =>
  Object.keys(properties).length === 1 && Array.isArray(required);
const objects = (['else', 'then'] as const).flatMap((branch) =>
  [...objectsIn(schema[branch])]
    .filter(([steps]) => steps.at(-1) !== 'waive')
    .map((object) => ({
      branch,
      path: showPath(object[0]) || 'the document',
      object,
      usual: branch === 'then' ? PASSES : USUAL,
    })),
);

test('the schema has the objects of both kinds of documents', () => {
  expect(objects.length).toBeGreaterThan(40);
});

test.each(objects.filter(({ object }) => !isForm(object)))(
  '$path of $branch: the reader accepts the same names',
  ({ object, usual }) => {
    const [steps, { properties = {} }] = object;
    const found = findingsOf(documentWith(steps, { zzzzzz: 1 }, usual)).find(({ path }) => path.at(-1) === 'zzzzzz');
    const names = found?.allowed.replace('the properties ', '').split(', ') ?? [];
    expect(names.sort()).toEqual(Object.keys(properties).sort());
  },
);

test.each(objects.filter(({ object }) => isForm(object)))('$path of $branch: the reader knows the form', ({ object, usual }) => {
  const [steps, { properties = {} }] = object;
  const [name = ''] = Object.keys(properties);
  const known = findingsOf(documentWith(steps, { [name]: { zzzzzz: 1 } }, usual));
  const unknown = findingsOf(documentWith(steps, { zzzzzz: { zzzzzz: 1 } }, usual));
  expect(unknown.some(({ got }) => got === 'zzzzzz')).toBe(true);
  expect(known.some(({ got }) => got === name)).toBe(false);
});

/** The properties whose value is not an object, with values of each type. */
const VALUES = ['text', '', 1, 0, -1, 1.5, 70_000, true, false, null, [], ['text'], [1], {}, { zzzzzz: 1 }];
const plain = objects.flatMap(({ object: [steps, { properties = {} }], usual, branch }) =>
  Object.keys(properties).map((key) => ({ path: showPath([...steps, key]), steps: [...steps, key], usual, branch })),
);

test.each(plain)('$path of $branch: what the schema refuses, the reader refuses', ({ steps, usual }) => {
  const accepted = VALUES.filter((value) => {
    const document = documentWith(steps, value, usual);
    return !validate(document) && findingsOf(document).every(({ severity }) => severity !== 'error');
  });
  expect(accepted).toEqual([]);
});

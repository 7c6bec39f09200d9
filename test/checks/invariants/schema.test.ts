import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { readInvariants } from '../../../lib/checks/invariants/read-invariants';
import { SCHEMA_FILE, schemaText } from '../../../tools/invariants-schema/schema';
import { blocksOf } from '../../docs-code';

const schema = JSON.parse(readFileSync(SCHEMA_FILE, 'utf8'));
const validate = new Ajv({ strict: true, strictRequired: false }).compile(schema);

test('schema/invariants.schema.json is up to date: npm run invariants-schema', () => {
  expect(readFileSync(SCHEMA_FILE, 'utf8')).toBe(schemaText());
});

const problemsOf = (text: string) => readInvariants({ file: 'invariants.yaml', text }).problems;

test.each(blocksOf('docs/invariants.md').filter(({ language }) => language === 'yaml'))(
  'the example at $place is valid',
  ({ code }) => {
    validate(parse(code));
    expect(validate.errors).toBeNull();
  },
);

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly string[];
}

/** All objects of the schema, by the fields that lead to them. */
function objectsIn(at: Schema, path: readonly string[] = []): (readonly [path: string, names: readonly string[]])[] {
  const { properties = {}, items } = at;
  const names = Object.keys(properties);
  const own = names.length > 0 ? [[path.join('.'), names] as const] : [];
  const inside = Object.entries(properties).flatMap(([name, one]) => objectsIn(one, [...path, name]));
  return [...own, ...inside, ...(items ? objectsIn(items, [...path, '0']) : [])];
}

test.each(objectsIn(schema))('the reader knows the same fields as the schema in %j', (path, names) => {
  const steps = path === '' ? [] : path.split('.');
  const inner = steps.reduceRight<unknown>((value, step) => (step === '0' ? [value] : { [step]: value }), { unknownField: 1 });
  const found = problemsOf(JSON.stringify(inner)).filter(({ path: at }) => at.at(-1) === 'unknownField');
  expect(found.map(({ allowed }) => allowed)).toEqual([`the properties ${names.join(', ')}`]);
});

/** Fields of an invariant, and whether the reader accepts them. */
const FIELDS: readonly (readonly [fields: string, accepted: boolean])[] = [
  ['deny: { ports: [25] }', true],
  ['because: no demand', false],
  ['name: Upper, deny: { ports: [25] }', false],
  ["deny: { hosts: ['*'] }", true],
  ["deny: { hosts: ['*.example.com', a.example.com] }", true],
  ['deny: { hosts: [https://a.example.com] }', false],
  ['deny: { hosts: [] }', false],
  ['deny: {}', false],
  ['deny:', false],
  ['deny: { ports: [0] }', false],
  ["deny: { ports: ['25'] }", false],
  ['deny: { addresses: [10.0.0.0/8, "fd00::/8", 192.0.2.1] }', true],
  ['deny: { addresses: [a.example.com] }', false],
  ['deny: { methods: [GET] }', false],
  ['only: { methods: [GET] }', true],
  ['only: { methods: [get] }', false],
  ['require: [tls, decision, enforced, exact-host]', true],
  ['require: [mtls]', false],
  ['require: tls', false],
  ['approval: {}', true],
  ["approval: { maxDays: 1, tickets: '^SEC-', owners: [a], ownerIsCaller: true }", true],
  ['approval: { ownerIsCaller: false }', false],
  ['approval: { maxDays: 1.5 }', false],
  ['approval: { owners: [] }', false],
  ['limit: { hostsPerNamespace: 1 }', true],
  ['limit: {}', false],
  ['callers: {}, approval: {}', false],
  ["callers: { namespaces: ['team-*'] }, approval: {}", true],
  ["callers: { namespaces: ['*'] }, approval: {}", false],
  ['callers: { serviceAccounts: [web] }, approval: {}', false],
  ['callers: { serviceAccounts: [payments/web] }, approval: {}', true],
  ['ways: [direct], approval: {}', true],
  ['ways: [proxy], approval: {}', false],
  ['except: { ways: [direct] }, approval: {}', true],
  ['except: {}, approval: {}', false],
  ['undecided: info, approval: {}', true],
  ['undecided: off, approval: {}', false],
];

test.each(FIELDS)('reader and schema agree about %s', (fields, accepted) => {
  const text = `invariants: [{ ${fields.startsWith('name') ? '' : 'name: a, '}${fields} }]`;
  expect({ reader: problemsOf(text).length === 0, schema: validate(parse(text)) }).toEqual({
    reader: accepted,
    schema: accepted,
  });
});

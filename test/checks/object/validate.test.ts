import { compileKind, validate } from '../../../lib/checks/object/validate';
import type { Schema } from '../../../lib/checks/schema/schema';
import { showPath } from '../../../lib/core/path';
import { judge, places } from './judge';

const object = (properties: Record<string, Schema>, more: Schema = {}): Schema => ({ type: 'object', properties, ...more });
const list = (items: Schema, more: Schema = {}): Schema => ({ type: 'array', items, ...more });
const text: Schema = { type: 'string' };
const port: Schema = { type: 'integer', format: 'int32', minimum: 1, maximum: 65535 };
const intOrText: Schema = { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] };
const byName = list(object({ name: text, port: { ...port, default: 80 } }), {
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['name'],
});
const byNameAndPort = { ...byName, 'x-kubernetes-list-map-keys': ['name', 'port'] };

test.each<[string, Schema, unknown, string[]]>([
  ['a string', text, 'a', []],
  ['a number for a string', text, 1, ['schema/type spec']],
  ['a list for a string', text, ['a'], ['schema/type spec']],
  ['an object for a list', list(text), {}, ['schema/type spec']],
  ['a list for an object', object({}), [], ['schema/type spec']],
  ['a string for true', { type: 'boolean' }, 'true', ['schema/type spec']],
  ['a fraction for a whole number', port, 1.5, ['schema/type spec']],
  ['a fraction for a number', { type: 'number' }, 1.5, []],
  ['a value that is not a number', { type: 'number' }, Number.NaN, ['schema/type spec']],
  ['a whole number for int-or-string', intOrText, 80, []],
  ['a string for int-or-string', intOrText, 'http', []],
  ['a fraction for int-or-string', intOrText, 1.5, ['schema/type spec']],
  ['true for int-or-string', intOrText, true, ['schema/type spec']],
  ['null in a list', list(text), ['a', null], ['schema/type spec[1]']],
  ['null in a list that allows it', list({ ...text, nullable: true }), ['a', null], []],
  ['null for an optional field', object({ a: text }), { a: null }, []],
  ['null for a required field', object({ a: text }, { required: ['a'] }), { a: null }, ['schema/required spec.a']],
  ['null for a required field that allows it', object({ a: { ...text, nullable: true } }, { required: ['a'] }), { a: null }, []],
  ['a missing field', object({ a: text }, { required: ['a'] }), {}, ['schema/required spec.a']],
  ['a missing field with a default', object({ a: { ...text, default: 'x' } }, { required: ['a'] }), {}, []],
  ['null for a field with a default', object({ a: { ...text, default: 'x' } }, { required: ['a'] }), { a: null }, []],
  ['undefined, which is not a field', object({ a: text }), { b: undefined, a: undefined }, []],
  ['a value of an enum', { ...text, enum: ['A', 'B'] }, 'A', []],
  ['a value that is not in the enum', { ...text, enum: ['A', 'B'] }, 'a', ['schema/enum spec']],
  ['a number of an enum', { type: 'integer', enum: [301, 302] }, 303, ['schema/enum spec']],
  ['a string that does not match', { ...text, pattern: '^[a-z]+$' }, 'A', ['schema/pattern spec']],
  ['a pattern in the middle', { ...text, pattern: '[a-z]' }, '1a1', []],
  ['a day that does not exist', { ...text, format: 'date-time' }, '2027-02-30T00:00:00Z', ['schema/format spec']],
  ['a date and time', { ...text, format: 'date-time' }, '2028-02-29T00:00:00.5+01:00', []],
  ['an invalid CIDR', { ...text, format: 'cidr' }, '10.0.0.0/33', ['schema/format spec']],
  ['a CIDR', { ...text, format: 'cidr' }, 'fd00::/8', []],
  ['a format that the API server does not know', { ...text, format: 'colour' }, 'x', []],
  ['the least port', port, 1, []],
  ['too small a port', port, 0, ['schema/range spec']],
  ['the largest port', port, 65535, []],
  ['too large a port', port, 65536, ['schema/range spec']],
  ['too large for 32 bits', { type: 'integer', format: 'int32' }, 2 ** 31, ['schema/range spec']],
  ['the least of 32 bits', { type: 'integer', format: 'int32' }, -(2 ** 31), []],
  ['too large for 64 bits', { type: 'integer' }, 2 ** 63, ['schema/range spec']],
  ['an excluded bound', { type: 'number', minimum: 0, exclusiveMinimum: true }, 0, ['schema/range spec']],
  ['a number that is not a multiple', { type: 'integer', multipleOf: 5 }, 7, ['schema/range spec']],
  ['too short', { ...text, minLength: 1 }, '', ['schema/length spec']],
  ['too long', { ...text, maxLength: 3 }, 'abcd', ['schema/length spec']],
  ['the maximal length in code points', { ...text, maxLength: 2 }, '😀😀', []],
  ['long enough in UTF-16 only', { ...text, minLength: 2 }, '😀', ['schema/length spec']],
  ['too few entries', list(text, { minItems: 1 }), [], ['schema/size spec']],
  ['too many entries', list(text, { maxItems: 1 }), ['a', 'b'], ['schema/size spec']],
  ['too few fields', object({ a: text }, { minProperties: 1 }), {}, ['schema/size spec']],
  ['too many fields', object({ a: text, b: text }, { maxProperties: 1 }), { a: '', b: '' }, ['schema/size spec']],
  ['an unknown field', object({ a: text }), { b: 1 }, ['schema/unknown-field spec.b']],
  ['an unknown field beside kept ones', object({}, { 'x-kubernetes-preserve-unknown-fields': true }), { b: 1 }, []],
  ['any field of a map', object({}, { additionalProperties: text }), { b: 'x' }, []],
  ['a wrong value of a map', object({}, { additionalProperties: text }), { 'b.c': 1 }, ["schema/type spec['b.c']"]],
  ['a field called __proto__', object({ a: text }), JSON.parse('{"__proto__":1}'), ['schema/unknown-field spec.__proto__']],
  [
    'an entry twice in a set',
    list(text, { 'x-kubernetes-list-type': 'set' }),
    ['a', 'b', 'a'],
    ['schema/duplicate-item spec[2]'],
  ],
  ['a name twice', byName, [{ name: 'a' }, { name: 'b' }, { name: 'a', port: 1 }], ['schema/duplicate-item spec[2]']],
  ['two names', byName, [{ name: 'a' }, { name: 'b' }], []],
  ['no name twice', byName, [{ port: 1 }, { port: 2 }], ['schema/duplicate-item spec[1]']],
  [
    'a name and the default port twice',
    byNameAndPort,
    [{ name: 'a' }, { name: 'a', port: 80 }],
    ['schema/duplicate-item spec[1]'],
  ],
  ['a name with two ports', byNameAndPort, [{ name: 'a' }, { name: 'a', port: 81 }], []],
  ['an atomic list with an entry twice', list(text, { 'x-kubernetes-list-type': 'atomic' }), ['a', 'a'], []],
  ['one alternative', object({ a: text, b: text }, { oneOf: [{ required: ['a'] }, { required: ['b'] }] }), { a: '' }, []],
  [
    'both',
    object({ a: text, b: text }, { oneOf: [{ required: ['a'] }, { required: ['b'] }] }),
    { a: '', b: '' },
    ['schema/one-of spec'],
  ],
  ['none', object({ a: text, b: text }, { anyOf: [{ required: ['a'] }, { required: ['b'] }] }), {}, ['schema/one-of spec']],
  [
    'an excluded value',
    object({ a: text, b: text }, { not: { required: ['a', 'b'] } }),
    { a: '', b: '' },
    ['schema/one-of spec'],
  ],
  [
    'a part that does not match',
    object({ a: text, b: text }, { allOf: [{ maxProperties: 1 }] }),
    { a: '', b: '' },
    ['schema/size spec'],
  ],
  [
    'all mistakes at once',
    object({ a: text, b: port }, { required: ['c'] }),
    { a: 1, b: 0, d: 1 },
    ['schema/type spec.a', 'schema/range spec.b', 'schema/unknown-field spec.d', 'schema/required spec.c'],
  ],
])('%s', (_, schema, spec, expected) => {
  expect(places(judge(schema, spec))).toEqual(expected);
});

test('an issue has the value, what is allowed and the fix', () => {
  const schema = object({ listeners: list(object({ port })), kind: { ...text, enum: ['A', 'B'] } });
  const issues = judge(schema, { listenrs: [], listeners: [{ port: '80' }, { port: 70000 }], kind: 'C' });
  const texts = issues.map(
    ({ path, got, allowed, fix }) => `${showPath(path)}: got ${JSON.stringify(got)}; allowed: ${allowed}; fix: ${fix}`,
  );
  expect(texts.join('\n')).toMatchInlineSnapshot(`
"spec.listenrs: got []; allowed: kind, listeners; fix: did you mean listeners?
spec.listeners[0].port: got "80"; allowed: a whole number from 1 to 65535; fix: remove the quotes
spec.listeners[1].port: got 70000; allowed: a whole number from 1 to 65535; fix: correct the number
spec.kind: got "C"; allowed: A, B; fix: use one of the allowed values"
`);
  expect(issues.map(({ structural }) => structural)).toEqual([false, true, false, false]);
});

describe('rules', () => {
  const rule = (more = {}) => ({ 'x-kubernetes-validations': [{ rule: 'self.a != self.b', index: 0, ...more }] });
  const differ = (self: unknown) => (self as Record<string, unknown>).a !== (self as Record<string, unknown>).b;

  test('reports a violated rule with its message, at its fieldPath', () => {
    const schema = object({ a: text, b: text }, rule({ message: 'a and b must differ', fieldPath: '.b' }));
    expect(judge(schema, { a: 'x', b: 'x' }, [differ])).toMatchObject([
      { rule: 'schema/rule', path: ['spec', 'b'], message: 'a and b must differ' },
    ]);
    expect(judge(schema, { a: 'x', b: 'y' }, [differ])).toEqual([]);
  });

  test('reports a rule without a message in the words of the API server', () => {
    const schema = object({ a: text, b: text }, rule());
    expect(judge(schema, { a: 'x', b: 'x' }, [differ])).toMatchObject([
      { path: ['spec'], message: 'failed rule: self.a != self.b' },
    ]);
  });

  test('reports a rule that cannot be evaluated', () => {
    expect(places(judge(object({}, rule()), {}, [() => undefined]))).toEqual(['schema/rule spec']);
  });

  test('evaluates a rule on the value with its defaults, and without nulls', () => {
    const seen: unknown[] = [];
    const see = (self: unknown) => Boolean(seen.push(self));
    const inner = object({ c: { ...text, default: 'x' } }, { default: {} });
    const spec = { a: null };
    judge(object({ a: text, b: inner }, rule()), spec, [see]);
    expect(seen).toEqual([{ b: { c: 'x' } }]);
    expect(spec).toEqual({ a: null });
  });

  test('does not evaluate a rule on a value that has another issue', () => {
    const schema = object({ a: text, b: text }, rule());
    expect(places(judge(schema, { a: 1, b: 1 }, [differ]))).toEqual(['schema/type spec.a', 'schema/type spec.b']);
  });

  test('throws for a rule without its function', () => {
    expect(() => judge(object({}, rule()), {})).toThrow('no function was generated for the rule "self.a != self.b"');
  });
});

test('throws for formats that the API server checks and this library does not', () => {
  expect(() => judge({ type: 'string', format: 'hostname' }, 'x')).toThrow('the format "hostname" is not supported');
});

test('ignores garbage in a field that accepts anything, however deep', () => {
  let deep: unknown = 1;
  for (let i = 0; i < 100_000; i++) deep = [deep];
  expect(judge(object({ a: { 'x-kubernetes-preserve-unknown-fields': true } }), { a: deep })).toEqual([]);
});

test('reports only unknown fields of a status, which is dropped on creation', () => {
  const status = object({ phase: { ...text, enum: ['A'] }, count: port }, { required: ['phase'] });
  const kind = compileKind(
    {
      ...{ group: 'example.com', version: 'v1', kind: 'Thing', plural: 'things', scope: 'Cluster', $defs: [] },
      ...{ statusSubresource: true, schema: object({ status }) },
    },
    () => [],
  );
  const thing = { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'thing' } };
  expect(places(validate({ ...thing, status: { count: 'x', wrong: 1 } }, kind))).toEqual(['schema/unknown-field status.wrong']);
});

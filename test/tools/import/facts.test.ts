import { fieldDocs, structDocs } from '../../../tools/import/docs';
import { facts } from '../../../tools/import/facts';
import type { Schema } from '../../../tools/import/schema';

const none: Schema = { not: { anyOf: [{ required: ['a'] }, { required: ['b'] }] } };
const eitherOf: readonly Schema[] = [{ required: ['a'] }, { required: ['b'] }];

test.each<[Schema, readonly string[]]>([
  [{ type: 'string', minLength: 1, maxLength: 9 }, ['Length: at least 1, at most 9.']],
  [{ type: 'number', minimum: 0, exclusiveMinimum: true }, ['Range: more than 0.']],
  [{ type: 'string', pattern: '^a*/$' }, ['Pattern: `^a*\\/$`']],
  [{ type: 'string', pattern: '^`$' }, ['Pattern: `` ^`$ ``']],
  [{ type: 'array', maxItems: 2, 'x-kubernetes-list-type': 'set' }, ['Items: at most 2.', 'Unique items.']],
  [{ type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['a', 'b'] }, ['Unique by: `a`, `b`.']],
  [{ type: 'array', items: { type: 'string', maxLength: 3 } }, ['Each: Length: at most 3.']],
  [{ type: 'object', additionalProperties: { type: 'integer', format: 'int32' } }, ['Each: Format: int32.']],
  [{ anyOf: [{ format: 'ipv4' }, { format: 'ipv6' }] }, ['Alternative: Format: ipv4.', 'Alternative: Format: ipv6.']],
  [{ type: 'object', oneOf: eitherOf }, ['Exactly one of: `a`, `b`.']],
  [{ type: 'object', oneOf: [none, ...eitherOf] }, ['At most one of: `a`, `b`.']],
  [{ type: 'object', anyOf: eitherOf }, ['At least one of: `a`, `b`.']],
  [{ 'x-kubernetes-validations': [{ rule: 'a\n  && b', message: 'Upstream.' }] }, ['Rule: `a && b`']],
])('%j', (schema, expected) => {
  expect(facts(schema)).toEqual(expected);
});

describe('a rule of an object', () => {
  const owner: Schema = {
    properties: { port: { type: 'integer', default: 80 }, ports: {}, in: {}, 'a-b': {} },
    'x-kubernetes-validations': [
      { rule: 'self.port > 1' },
      { rule: 'self.__in__' },
      { rule: 'self.a__dash__b' },
      { rule: 'self.ports == []' },
      { rule: 'size(self) > 1' },
    ],
  };

  test.each([
    ['port', ['Rule: `self.port > 1`']],
    ['ports', ['Rule: `self.ports == []`']],
    ['in', ['Rule: `self.__in__`']],
    ['a-b', ['Rule: `self.a__dash__b`']],
  ])('is documented at the field that it reads: %s', (name, expected) => {
    expect(fieldDocs(name, {}, owner)).toEqual(expected);
  });

  test('is documented at the object if it reads no field', () => {
    expect(structDocs({ name: 'X', schema: owner, paths: ['spec'] }, 'https://x')).toEqual([
      'Field: `spec`.',
      'Rule: `size(self) > 1`',
      '@see https://x',
    ]);
  });

  test('comes before the default', () => {
    expect(fieldDocs('port', { default: 80 }, owner)).toEqual(['Rule: `self.port > 1`', '@default 80']);
  });
});

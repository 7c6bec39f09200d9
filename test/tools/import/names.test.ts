import { kebab, NameSpace, pascal, singular } from '../../../tools/import/names';
import type { Schema } from '../../../tools/import/schema';
import { collectStructs } from '../../../tools/import/structs';

test.each([
  ['HTTPRoute', 'http-route'],
  ['BackendTLSPolicy', 'backend-tls-policy'],
  ['HTTPListenerPolicy', 'http-listener-policy'],
  ['Gateway', 'gateway'],
  ['ValidatingAdmissionPolicyBinding', 'validating-admission-policy-binding'],
])('the file of %s is %s.ts', (kind, file) => expect(kebab(kind)).toBe(file));

test.each([
  ['policies', 'policy'],
  ['matches', 'match'],
  ['rules', 'rule'],
  ['responses', 'response'],
  ['hostAliases', 'hostAlias'],
  ['addresses', 'address'],
  ['from', 'from'],
  ['access', 'access'],
])('an entry of %s is called %s', (list, entry) => expect(singular(list)).toBe(entry));

test('a field name with a dash becomes a valid type name', () => expect(pascal('ext-auth')).toBe('ExtAuth'));

test('names differ by more than case', () => {
  const names = new NameSpace(['Widget']);
  expect([names.take(['WIDGET', 'WidgetTls']), names.take(['WidgetTLS', 'WidgetTLS'])]).toEqual(['WidgetTls', 'WidgetTLS2']);
});

describe('object types', () => {
  const named = (type: string): Schema => ({ type: 'object', properties: { [type]: { type: 'string' } } });
  const object = (properties: Readonly<Record<string, Schema>>): Schema => ({ type: 'object', properties });

  test('are named after the kind and the field, and also the outer field if two would have the same name', () => {
    const spec = object({
      filters: { type: 'array', items: named('a') },
      rules: { type: 'array', items: object({ filters: { type: 'array', items: named('b') } }) },
    });
    const { list } = collectStructs('Widget', { spec });
    expect(list.map(({ name, paths }) => `${name} ${paths}`)).toEqual([
      'WidgetSpec spec',
      'WidgetFilter spec.filters[]',
      'WidgetRule spec.rules[]',
      'WidgetRuleFilter spec.rules[].filters[]',
    ]);
  });

  test('that differ only in their default are one type', () => {
    const spec = object({
      a: named('x'),
      b: { ...named('x'), default: {} },
      c: { type: 'object', additionalProperties: named('x') },
    });
    const { list } = collectStructs('Widget', { spec });
    expect(list.map(({ name, paths }) => `${name} ${paths}`)).toEqual(['WidgetSpec spec', 'WidgetA spec.a,spec.b,spec.c{}']);
  });
});

import { clean } from '../../../tools/import/clean';

test('descriptions are removed, a property with the name description is not', () => {
  const raw = { description: 'Upstream.', properties: { description: { type: 'string', description: 'Upstream.' } } };
  expect(clean(raw, 'Kind')).toEqual({ properties: { description: { type: 'string' } } });
});

test('a description inside a default is data, and is kept', () => {
  const raw = { type: 'object', default: { description: 'x' } };
  expect(clean(raw, 'Kind')).toEqual(raw);
});

const rule = (words: object) => ({ properties: { spec: { 'x-kubernetes-validations': [words] } } });

test.each([
  [
    'a rule with a messageExpression',
    rule({ rule: 'self > 1', messageExpression: '"no"' }),
    'Kind.spec.x-kubernetes-validations: the rule "self > 1" has a messageExpression',
  ],
  ['a rule that reads oldSelf', rule({ rule: 'self == oldSelf' }), 'the rule "self == oldSelf" reads oldSelf'],
  ['an unknown keyword of a rule', rule({ rule: 'true', severity: 'low' }), 'has the unknown word "severity"'],
  [
    'an unknown keyword of a schema',
    { properties: { a: { items: { 'x-kubernetes-new': 1 } } } },
    'Kind.a[]: the schema keyword "x-kubernetes-new" is unknown',
  ],
  ['a schema that is not an object', { items: 'string' }, 'Kind[]: expected an object, but "string" was found'],
])('%s is rejected with its path', (_, raw, message) => {
  expect(() => clean(raw, 'Kind')).toThrow(message);
});

test('a rule with oldSelf inside a longer name is accepted', () => {
  expect(clean({ 'x-kubernetes-validations': [{ rule: 'self.oldSelfish' }] }, 'Kind')).toEqual({
    'x-kubernetes-validations': [{ rule: 'self.oldSelfish' }],
  });
});

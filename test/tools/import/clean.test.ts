import { clean } from '../../../tools/import/clean';

test('sentences go, a property called description stays', () => {
  const raw = { description: 'Upstream.', properties: { description: { type: 'string', description: 'Upstream.' } } };
  expect(clean(raw, 'Kind')).toEqual({ properties: { description: { type: 'string' } } });
});

test('a default is data: a description in it stays', () => {
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
  ['a word unknown for a rule', rule({ rule: 'true', severity: 'low' }), 'has the unknown word "severity"'],
  [
    'a word unknown for a schema',
    { properties: { a: { items: { 'x-kubernetes-new': 1 } } } },
    'Kind.a[]: the schema word "x-kubernetes-new" is unknown',
  ],
  ['a schema that is none', { items: 'string' }, 'Kind[]: expected an object, but "string" was found'],
])('%s is refused, by name', (_, raw, message) => {
  expect(() => clean(raw, 'Kind')).toThrow(message);
});

test('a rule that only mentions the letters oldSelf in a longer name is fine', () => {
  expect(clean({ 'x-kubernetes-validations': [{ rule: 'self.oldSelfish' }] }, 'Kind')).toEqual({
    'x-kubernetes-validations': [{ rule: 'self.oldSelfish' }],
  });
});

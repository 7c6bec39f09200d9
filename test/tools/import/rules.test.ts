import type { Schema } from '../../../lib/checks/schema/schema';
import type { Found } from '../../../tools/import/find';
import { ruledSchema } from '../../../tools/import/rules';
import { cases, schema } from './cel-cases';
import { ruleOf } from './evaluate';

test.each(cases)('%s of %j is %s', (rule, self, answer) => {
  expect(ruleOf(rule, schema)({ must: 'm', preset: 'x', ...self })).toBe(answer);
});

test.each([
  ['self.nothing == 1', 'the field nothing, which the schema does not declare'],
  ['self.a.lowerAscii() == "a"', 'the function .lowerAscii()'],
  ['timestamp(self.a) > timestamp(self.b)', 'the function timestamp()'],
  ['self.a.matches(self.b)', 'matches() with a pattern that is not a literal'],
  ["self.a.matches('(?=a)')", 'invalid or unsupported Perl syntax: `(?=`'],
  ['oldSelf == self', 'the name oldSelf'],
  ['self.a', 'the answer of a value of type string'],
  ['self.n * 2 == 4', 'the operator *'],
  ['self.a == 1', 'string and int in one place'],
  ['size(self) == 0', 'size() of a value of type object'],
  ["duration('1') > duration(self.a)", "the duration '1'"],
  ['self.items == self.items', undefined],
  ['self.maybe == "x"', undefined],
  ['self.maybe.startsWith("x")', 'startsWith of a value that may be null'],
  ['self.set == self.set', '== of values of type list'],
  ['self.when == self.when', 'the field when, which the schema does not declare'],
  ['self.toString == "x"', 'the field toString, which every JavaScript object has'],
  ['self.a ==', 'Unexpected'],
])('%s is translated or rejected: %s', (rule, reason) => {
  const text = { type: 'string' };
  const odd = {
    maybe: { type: 'string', nullable: true },
    set: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
    when: { type: 'string', format: 'date-time' },
    toString: text,
  };
  const translate = () => ruleOf(rule, { ...schema, properties: { ...schema.properties, ...odd } });
  if (reason) expect(translate).toThrow(reason);
  else expect(translate).not.toThrow();
});

test('a rule on the root can read the name of the object, even if the schema does not declare it', () => {
  const { rulesText } = ruledSchema(
    foundOf({ type: 'object', 'x-kubernetes-validations': [{ rule: "self.metadata.name == 'x' || self.kind == 'K'" }] }),
  );
  expect(rulesText).toContain("c.equal(self.metadata?.name, 'x')");
});

test('a rule that occurs twice is one function, to which both places refer', () => {
  const one = { rule: 'self > 0' };
  const whole = (...rules: { rule: string }[]) => ({ type: 'integer', 'x-kubernetes-validations': rules });
  const { schema: ruled, rulesText } = ruledSchema(
    foundOf({ type: 'object', properties: { a: whole(one), b: whole({ rule: 'self < 9' }, one) } }),
  );
  expect(rulesText).toContain('return [\n    (self: any) => self > 0,\n    (self: any) => self < 9,\n  ];');
  expect(ruled.properties?.b?.['x-kubernetes-validations']).toEqual([
    { rule: 'self < 9', index: 1 },
    { ...one, index: 0 },
  ]);
});

test.each([
  ['a rule', { type: 'object', properties: { a: { type: 'string', 'x-kubernetes-validations': [{ rule: 'self > 0' }] } } }],
  ['a pattern', { type: 'object', properties: { a: { type: 'string', pattern: '(?=x)' } } }],
])('%s that cannot be translated makes the generator fail with its path', (_, schema) => {
  expect(() => ruledSchema(foundOf(schema))).toThrow(/^example\.com\/v1 Widget\.a: ".*" can't be translated: /);
});

function foundOf(schema: Schema): Found {
  const names = { group: 'example.com', version: 'v1', twins: [], kind: 'Widget', plural: 'widgets' } as const;
  const resource = { ...names, scope: 'Cluster', statusSubresource: false, deprecated: false, schema } as const;
  return { resource, origin: { source: 's', path: 'p', sha256: '0' } };
}

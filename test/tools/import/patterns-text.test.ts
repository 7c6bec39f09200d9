import { patternsOf, patternsText } from '../../../tools/import/patterns-text';

test('the patterns come from the schema and from its rules', () => {
  const schema = { properties: { name: { pattern: '^a$' }, list: { items: { pattern: 'b' } } } };
  expect(patternsOf(schema, 'const k0 = c.pattern("^\\\\d\\"$");')).toEqual(['^a$', 'b', '^\\d"$']);
});

test('each pattern that RegExp can test is written once', () => {
  const text = patternsText(['b+', '\\/', 'b+', '^(a+)+$', 'a.']);
  expect(text).toContain("new Set([\n  '\\\\/',\n  'b+',\n]);\n");
});

import { patternsOf, patternsText } from '../../../tools/import/patterns-text';

test('the patterns are those of the schema and of its rules', () => {
  const schema = { properties: { name: { pattern: '^a$' }, list: { items: { pattern: 'b' } } } };
  expect(patternsOf(schema, 'const k0 = c.pattern("^\\\\d\\"$");')).toEqual(['^a$', 'b', '^\\d"$']);
});

test('each that RegExp may test is written once', () => {
  const text = patternsText(['b+', '\\/', 'b+', '^(a+)+$', 'a.']);
  expect(text).toContain("new Set([\n  '\\\\/',\n  'b+',\n]);\n");
});

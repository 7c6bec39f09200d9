import { PATTERNS } from '../../../imports/patterns';
import { re2 } from '../../../lib/checks/re2/re2';
import { translate } from '../../../lib/checks/re2/re2-translate';
import { patternsOf, patternsText } from '../../../tools/import/patterns-text';

test('the patterns are those of the schema and of its rules', () => {
  const schema = { properties: { name: { pattern: '^a$' }, list: { items: { pattern: 'b' } } } };
  expect(patternsOf(schema, 'const k0 = c.pattern("^\\\\d\\"$");')).toEqual(['^a$', 'b', '^\\d"$']);
});

test('each is written once and translated, but for those that could take exponential time', () => {
  const text = patternsText(['b+', '\\d', 'b+', '^(a+)+$']);
  expect(text).toContain("  '\\\\d': '[0-9]',\n");
  expect(text.match(/'b\+'/g)).toHaveLength(2);
  expect(text).not.toContain('(a+)');
});

test.each(Object.entries(PATTERNS))('%s is in JavaScript what the translator makes of it', (pattern, source) => {
  expect(translate(pattern)).toMatchObject({ source, risky: false });
  expect(re2(pattern).source).toBe(source);
});

test('a translated pattern takes long texts too', () => {
  const [pattern] = Object.keys(PATTERNS).filter((each) => re2(each).test('a')) as [string];
  expect(re2(pattern).test('a'.repeat(5_000))).toBe(translate(pattern).test('a'.repeat(5_000)));
});

import { compileRe2 } from '../../../lib/checks/cel/re2';
import { isPlainPattern } from '../../../tools/import/plain-pattern';

test.each([
  '',
  'abc',
  '^a$',
  '^[a-z]([-a-z]*[a-z])?(\\.[a-z]+)*$',
  '^(a|b)*$',
  '^(?:ab?c)+$',
  '^([0-9]{1,5}(h|m|s|ms)){1,4}$',
  '^[a-c-e\\]\\x41^]+$',
  '^([^/?#]*/)*$',
  '^(|a)b$',
  '^(a{2,3}b)*$',
  '^(a{2,}b)*$',
  '[0-9]{1,140}$',
])('RegExp can test %s', (pattern) => {
  expect(compileRe2(pattern).test('')).toBe(new RegExp(pattern, 'u').test(''));
  expect(isPlainPattern(pattern)).toBe(true);
});

test.each([
  ['.', 'U+2028 is not a line end in RE2'],
  ['\\s', 'RE2 knows ASCII only'],
  ['[\\s]', 'RE2 knows ASCII only'],
  ['\\w\\d\\b', 'the same in JavaScript, but not needed'],
  ['\\pL', 'the Unicode versions may differ'],
  ['[[:alpha:]]', 'JavaScript has no POSIX classes'],
  ['[]a]', 'an empty class in JavaScript'],
  ['[^]a[b]', 'any character in JavaScript'],
  ['(?i)k', 'JavaScript has no such flags'],
  ['(?P<name>a)', 'JavaScript has no such group'],
  ['\\Aa\\z', 'JavaScript has no such anchors'],
  ['\\Q.\\E', 'JavaScript has no such quotes'],
  ['\\_', 'a syntax error in JavaScript'],
  ['a{,2}', 'a syntax error in JavaScript'],
  ['a]', 'a syntax error in JavaScript'],
  ['^*', 'a syntax error in JavaScript'],
  ['é', 'beyond ASCII'],
  ['[à-é]', 'beyond ASCII'],
  ['a*?', 'rare'],
])('RegExp cannot test %s: %s', (pattern) => {
  expect(compileRe2(pattern)).toBeDefined();
  expect(isPlainPattern(pattern)).toBe(false);
});

test.each([
  '(a+)*$',
  '(a+)+$',
  '^(a|a)*$',
  '^(a*)*$',
  '^(a?)+$',
  '^(a|aa)+$',
  '^(a|[ab])*$',
  '^(|a|b?)c$',
  '^(x(a?|b?))*$',
  '^([!-~]+ ?)*$',
  '^(\\.(a|a))*$',
  '^(\\.[a-z]*[a-z]*)*$',
  '^(h|m|s|ms){1,4}$',
  '^([0-9]{1,5}){1,4}$',
  '^(a{1,2})*$',
  '^a*[^b]*a$',
  '^[a-z]*[a-y]*!$',
])('RegExp cannot test %s: a text can match it in two ways', (pattern) => {
  expect(compileRe2(pattern)).toBeDefined();
  expect(isPlainPattern(pattern)).toBe(false);
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { re2 } from '../../../lib/checks/re2/re2';
import { Re2Parser } from '../../../lib/checks/re2/re2-parse';
import { programOf } from '../../../lib/checks/re2/re2-program';
import { isRisky } from '../../../lib/checks/re2/re2-risk';
import { runProgram } from '../../../lib/checks/re2/re2-run';
import type { Schema } from '../../../lib/checks/schema/schema';
import { visitSchema } from '../../../tools/import/schema';

/** `[pattern, texts that match, texts that don't]`. */
const TABLE: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['b', ['abc'], ['', 'B']],
  ['^a$', ['a'], ['a\n', 'ba']],
  ['^.$', ['\u{1f600}', '\r', '\u2028'], ['\n', '']],
  ['(?s)^.$', ['\n'], []],
  ['^\\s$', [' ', '\t', '\n', '\f', '\r'], ['\v', '\u00a0', '\ufeff']],
  ['^\\d\\D$', ['1a', '1\u0661'], ['\u06611']],
  ['^\\w\\W$', ['_-', 'aé'], ['éa', 'aa']],
  ['\\bé', ['aé'], ['é', ' é']],
  ['a\\B', ['ab'], ['a b', 'a']],
  ['(?m)^b$', ['a\nb\nc'], ['ab', 'b\r']],
  ['\\Aa\\z', ['a'], ['a\n', 'ba']],
  ['^\\Q.*\\E$', ['.*'], ['ab']],
  ['(?i)^ks$', ['KS', 'ks', '\u212a\u017f'], ['k5']],
  ['(?i)^[^k]$', ['s'], ['K', '\u212a']],
  ['(?i)^\\W$', ['-'], ['s', '\u017f']],
  ['^(?i:a)b$', ['Ab', 'ab'], ['AB']],
  ['^(?i)a(?-i)b$', ['Ab'], ['AB']],
  ['^(?P<name>a)(?<other>b)$', ['ab'], ['a']],
  ['^[[:alpha:]_]+$', ['a_Z'], ['é', '1']],
  ['^[[:^digit:]]$', ['é'], ['1']],
  ['^\\pL\\PL$', ['é1'], ['1é']],
  ['^\\p{Greek}[^\\p{Lu}]$', ['αa'], ['aa', 'αA']],
  ['^\\p{^Lu}$', ['a'], ['A']],
  ['^[]a-]+$', [']-a'], ['b']],
  ['^[a-c-e]+$', ['a-e'], ['d']],
  ['^[A-Za-z0-9-_]+$', ['a-_'], ['.']],
  ['^[\\w.-]+$', ['a.-'], ['/']],
  ['^\\x41\\x{1F600}\\101\\07$', ['A\u{1f600}A\u0007'], ['A']],
  ['^a{2,3}$', ['aa', 'aaa'], ['a', 'aaaa']],
  ['^a{,2}$', ['a{,2}'], ['a']],
  ['^{}$', ['{}'], ['']],
  ['^a*?b+?$', ['b', 'abb'], ['a']],
  ['^(|a)+$', ['', 'aa'], ['b']],
  ['^[a\\-z]+$', ['a-z'], ['b']],
  ['a|^$', ['a', ''], ['b']],
];

const cases = TABLE.flatMap(([pattern, yes, no]) => [
  ...yes.map((text) => [pattern, text, true] as const),
  ...no.map((text) => [pattern, text, false] as const),
]);

test.each(cases)('%s on %j: %s', (pattern, text, matches) => {
  expect(re2(pattern).test(text)).toBe(matches);
  expect(runProgram(programOf(new Re2Parser(pattern).parse()), text)).toBe(matches);
});

test.each([
  ['(?=a)', 'a group that RE2 does not have'],
  ['(?<!a)', 'a group that RE2 does not have'],
  ['(a)\\1', 'the escape \\1'],
  ['\\Z', 'the escape \\Z'],
  ['\\C', 'the escape \\C'],
  ['a**', 'two repetitions in a row'],
  ['a{2}{3}', 'two repetitions in a row'],
  ['a{1001}', 'a wrong number of repetitions'],
  ['a{3,1}', 'a wrong number of repetitions'],
  ['*a', 'nothing to repeat before *'],
  ['(a', 'a ( without its )'],
  ['a)', 'a ) without its ('],
  ['[a', 'an end where more is needed'],
  ['[z-a]', 'a wrong range in [ ]'],
  ['[[:word', 'an end where more is needed'],
  ['[[:nothing:]]', 'the class [:nothing:]'],
  ['\\p{Nothing}', 'Invalid regular expression'],
  ['(?i)é', '(?i) on letters beyond ASCII'],
  ['(?x)a', 'a group that RE2 does not have'],
  ['\\', 'an end where more is needed'],
  ['((a{1000}){1000})', 'more repetitions than can be tested'],
])('%s is refused: %s', (pattern, reason) => {
  expect(() => re2(pattern).test('a'.repeat(2000))).toThrow(reason);
});

test.each(['(a+)*$', '^(a|a)*$', '^(a*)*$', '^(a|aa)+$', '^([!-~]+ ?)*$'])('%s takes no exponential time', (pattern) => {
  expect(isRisky(new Re2Parser(pattern).parse())).toBe(true);
  expect(re2(`${pattern}\n`).test(`${'a'.repeat(100_000)}\u0000`)).toBe(false);
});

test.each(['^(a|b)*$', '^[a-z]([-a-z]*[a-z])?(\\.[a-z]+)*$', '^(ab?c)+$'])('%s is left to RegExp', (pattern) => {
  expect(isRisky(new Re2Parser(pattern).parse())).toBe(false);
});

describe('the patterns of the pinned schemas', () => {
  const patterns = new Map<string, number>();
  const read = ({ pattern, maxLength }: Schema) => {
    if (pattern !== undefined) patterns.set(pattern, Math.max(patterns.get(pattern) ?? 0, maxLength ?? 100_000));
  };
  for (const name of readdirSync('imports', { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.schema.json')) continue;
    const { schema, $defs } = JSON.parse(readFileSync(join('imports', name), 'utf8'));
    for (const part of [schema, ...$defs]) visitSchema(part, read);
  }

  test('are all translated', () => expect(patterns.size).toBeGreaterThan(30));

  const SEEDS = [
    'a',
    '1',
    'a.',
    'a-',
    '-',
    '.',
    '/',
    'a/',
    '1.',
    '1:',
    ':',
    '0',
    'https://a',
    'https://a.',
    '{{',
    '{{ ',
    ' ',
    'a ',
    '~',
  ];

  test.each([...patterns])('%s, up to %d characters, answers hostile texts in a time that a test has', (pattern, longest) => {
    const expression = re2(pattern);
    const answers = SEEDS.map((seed) => expression.test(`${seed.repeat(longest / seed.length)}\u0000`));
    expect(answers).toHaveLength(SEEDS.length);
  });
});

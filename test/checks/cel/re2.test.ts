import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PLAIN_PATTERNS } from '../../../imports/patterns';
import { compileRe2, re2 } from '../../../lib/checks/cel/re2';
import type { Schema } from '../../../lib/checks/schema/schema';
import { visitSchema } from '../../../tools/import/schema';
import { Dice } from '../../dice';

/** `[pattern, strings that match, strings that do not]`. */
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
  ['(?i)^é$', ['É'], ['e']],
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
});

test.each([
  ['(?=a)', 'invalid or unsupported Perl syntax: `(?=`'],
  ['(?<!a)', 'invalid named capture: `(?<!a)`'],
  ['(a)\\1', 'invalid escape sequence: `\\1`'],
  ['\\Z', 'invalid escape sequence: `\\Z`'],
  ['\\C', 'invalid escape sequence: `\\C`'],
  ['a**', 'invalid nested repetition operator: `**`'],
  ['a{2}{3}', 'invalid nested repetition operator: `{2}{3}`'],
  ['a{1001}', 'invalid repeat count: `{1001}`'],
  ['a{3,1}', 'invalid repeat count: `{3,1}`'],
  ['*a', 'missing argument to repetition operator: `*`'],
  ['(a', 'missing closing )'],
  ['a)', 'unexpected )'],
  ['[a', 'missing closing ]'],
  ['[z-a]', 'invalid character class range: `z-a`'],
  ['[[:word', 'missing closing ]'],
  ['[[:nothing:]]', 'invalid character class range: `[:nothing:]`'],
  ['\\p{Nothing}', 'invalid character class range: `\\p{Nothing}`'],
  ['(?x)a', 'invalid or unsupported Perl syntax: `(?x`'],
  ['\\', 'trailing backslash'],
  ['((a{1000}){1000})', 'invalid repeat count: `{1000}`'],
])('rejects %s: %s', (pattern, reason) => {
  expect(() => compileRe2(pattern)).toThrow(reason);
  expect(() => re2(pattern).test('a')).toThrow(reason);
});

test.each(['(a+)*$', '^(a|a)*$', '^(a*)*$', '^(a|aa)+$', '^([!-~]+ ?)*$'])('%s does not need exponential time', (pattern) => {
  expect(re2(`${pattern}\n`).test(`${'a'.repeat(100_000)}\u0000`)).toBe(false);
});

describe('RegExp does not test a string of more than 1,000 characters', () => {
  const [pattern] = [...PLAIN_PATTERNS].filter((each) => each.startsWith('^Hostname|')) as [string];
  const spy = jest.spyOn(RegExp.prototype, 'test');
  const isGiven = (text: string) => spy.mock.calls.some(([given]) => given === text);
  afterAll(() => spy.mockRestore());

  test.each([
    [1000, true],
    [1001, false],
  ])('a string of %d characters: %s', (length, given) => {
    const text = `/${'a'.repeat(length - 2)}/`;
    expect(re2(pattern).test(text)).toBe(false);
    expect(isGiven(text)).toBe(given);
  });
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

  test('are many', () => expect(patterns.size).toBeGreaterThan(30));

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

  test.each([...patterns])(
    '%s, up to %d characters, tests hostile strings within the time limit of a test',
    (pattern, longest) => {
      const expression = re2(pattern);
      const answers = SEEDS.map((seed) => expression.test(`${seed.repeat(longest / seed.length)}\u0000`));
      expect(answers).toHaveLength(SEEDS.length);
    },
  );
});

/** Each plain pattern matches at least one of them. */
const SAMPLES = [
  ...['', 'a', 'a-b', 'a.b-c.d', 'A_b:c', '*', '*.example.com', 'X-A', 'a%2f', 'System', 'Hostname', '123456789012', '$LATEST'],
  ...['https://*.a-b.c:80', 'https://a.b/c/d', '/a/b?c=d#e', 'a.b/C_d', "a.b/c~!$&'()", '1h2m3s4ms', '-1.5', '1.5e-3', '10Ki'],
];

/** Characters that RE2 and JavaScript may treat differently, and characters that patterns often use. */
const SIGNS = [
  ...['\n', '\r', '\v', '\0', ' ', '\u00a0', '\u2028', 'é', 'ſ', '\u212a', '\u{1f600}', '\u0661', '\ufeff', '\ufffd', '\ud83d'],
  ...[...'aAzZ09-_.:/*+%#?@~$^|\\[]{}()'],
];

/** A sample with some characters replaced. */
function variant(dice: Dice): string {
  const text = [...dice.pick(SAMPLES)];
  for (let edits = dice.below(4); edits > 0; edits--) {
    text.splice(dice.below(text.length + 1), dice.below(2), ...dice.list(0, 2, () => dice.pick(SIGNS)));
  }
  return text.join('');
}

test.each([...PLAIN_PATTERNS])('%s gives the same answers in RegExp as in re2js', (pattern) => {
  const dice = new Dice(1);
  const texts = [...SAMPLES, ...dice.list(2000, 2000, () => variant(dice))];
  const compiled = compileRe2(pattern);
  const expected = texts.map((text) => compiled.test(text));
  expect(texts.map((text) => re2(pattern).test(text))).toEqual(expected);
  expect(new Set(expected)).toEqual(new Set([true, false]));
});

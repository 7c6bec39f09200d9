import { EgressError, formatFinding } from '../../../lib';
import { emitAsGiven, emitDocument, emitDocuments } from '../../../lib/manifests/write/emit';

/** The text of a value after its key. */
const written = (value: unknown) => emitDocument({ a: value }).slice('---\na:'.length, -1);

test('an object is a document: well-known keys first, the rest by code unit, 2 spaces per level', () => {
  const object = {
    status: {},
    spec: { rules: [{ to: ['x', 'y'], from: [] }, [1, [2]]], Z: null, a: true },
    metadata: { namespace: 'a', name: 'b', labels: { '10': 'x', '9': 'y' } },
    kind: 'Thing',
    data: { é: 'e', z: 'z' },
    apiVersion: 'v1',
  };
  expect(emitDocument(object)).toBe(`---
apiVersion: v1
kind: Thing
metadata:
  labels:
    "10": x
    "9": "y"
  name: b
  namespace: a
spec:
  Z: null
  a: true
  rules:
    - from: []
      to:
        - x
        - "y"
    - - 1
      - - 2
data:
  z: z
  é: e
status: {}
`);
});

test('documents follow one another, and undefined is treated as in JSON', () => {
  expect(emitDocuments([{ a: 1 }, { b: undefined, c: [undefined], d: { e: undefined } }, {}]).toString()).toBe(
    '---\na: 1\n---\nc:\n  - null\nd: {}\n---\n{}\n',
  );
});

describe('a text is plain', () => {
  test.each([
    ...['a', 'é', '日本', '👍', 'it is', "it's", 'say "so"', 'a, b', 'a# b', 'https://a.example/b?c=d#e'],
    ...[
      '-a',
      '--flag',
      '?a',
      ':a',
      '---a',
      '...a',
      '/a',
      '(a)',
      'a]',
      'a: '.trim().slice(0, 1),
      'a:b',
      '$x',
      '^x$',
      '\\d+',
      '+',
      '+a',
    ],
    ...['10s', '5m', '1.2.3', '10.0.0.1', '10.0.0.0/8', '80:8080', '2026-01', '2026-01-01x', '0xg', '0b2', '_1', '1e', 'e', 'em'],
    ...['yess', 'nope', 'onto', 'nulls', 'nan', 'inf', '<', '<<<', '==', '-----BEGIN', 'e1.example.com', 'x'.repeat(100_000)],
  ])('%p', (text) => {
    expect(written(text)).toBe(` ${text}`);
  });
});

describe('a text is quoted if a reader would treat it as something else', () => {
  test.each([
    ...['', ' a', 'a ', ' ', '-', '- a', '?', '? a', ':', ': a', 'a:', 'a: b', 'a #b', '#a', '&a', '*a', '*.x', '!a', '|', '>a'],
    ...["'a", '%a', '@a', '`a', ',a', '[a', ']a', '{a', '}a', '---', '--- a', '...', '... a', '=', '<<', '~'],
    ...['y', 'Y', 'yes', 'Yes', 'YES', 'yEs', 'n', 'no', 'NO', 'on', 'On', 'off', 'OFF', 'true', 'True', 'false', 'null', 'Null'],
    ...['0', '1', '-1', '+1', '0123', '0o17', '0O17', '0x1F', '0X1f', '-0x1', '0b1', '0b-1', '0B1', '1_000', '1_', '-_1', '0_x1'],
    ...[
      '.5',
      '5.',
      '-.5',
      '1.5',
      '1e3',
      '1E3',
      '1e+3',
      '1e-3',
      '1.e3',
      'e3',
      'E-3',
      'e123456',
      '.',
      '-.',
      '._',
      '80,443',
      '9'.repeat(400),
    ],
    ...['1:20', '-1:20', '190:20:30', '1:20.5', '.inf', '-.INF', '+.Inf', '.nan', '.NaN'],
    ...[
      '2026-01-01',
      '2026-1-1',
      '2026-01-01T00:00:00Z',
      '2026-01-01t1:2:3.5+01:00',
      '2026-01-01 10:00:00',
      '2026-01-01T00:00:00,5Z',
    ],
  ])('%p', (text) => {
    expect(written(text)).toBe(` "${text}"`);
    expect(emitDocument({ [text]: 1 })).toBe(`---\n"${text}": 1\n`);
  });
});

test.each([
  ['#a "b"', ` '#a "b"'`],
  ['a: "\\d"', ` 'a: "\\d"'`],
  ['# \\d', ' "# \\\\d"'],
  [`#a "b" it's`, ` "#a \\"b\\" it's"`],
  ['a\tb', ' "a\\tb"'],
  ['a\rb', ' "a\\rb"'],
  ['\0\x07\x7f\x85\xa0', ' "\\u0000\\u0007\\u007f\\u0085\\u00a0"'],
  ['a\u2028b\u2029c\ufeff', ' "a\\u2028b\\u2029c\\ufeff"'],
  ['a\u202eb\u200bc\ufffe\u{e0041}', ' "a\\u202eb\\u200bc\\ufffe\\U000e0041"'],
])('%j is quoted so that every character is visible', (text, expected) => {
  expect(written(text)).toBe(expected);
});

test.each([
  ['one\ntwo', ' |-\n  one\n  two'],
  ['one\ntwo\n', ' |\n  one\n  two'],
  ['one\n\n\ntwo\n\n', ' |+\n  one\n\n\n  two\n'],
  [' one\ntwo', ' |2-\n   one\n  two'],
  ['\n\tone\ntwo', ' |2-\n\n  \tone\n  two'],
  ['# one\n--- two: \n\tthree "é"', ' |-\n  # one\n  --- two: \n  \tthree "é"'],
  ['one\r\ntwo', ' "one\\r\\ntwo"'],
  ['one\n \ntwo', ' "one\\n \\ntwo"'],
  ['one\n ', ' "one\\n "'],
  ['\n', ' "\\n"'],
  ['one\x07\n', ' "one\\u0007\\n"'],
])('%j is a literal block if that is exact', (text, expected) => {
  expect(written(text)).toBe(expected);
});

test('literal blocks are indented under their key or dash', () => {
  expect(emitDocument({ a: [' x\ny\n', ['x\ny'], { b: 'x\ny\n\n' }], c: 1 })).toBe(`---
a:
  - |2
     x
    y
  - - |-
      x
      y
  - b: |+
      x
      y

c: 1
`);
});

test('a key longer than the lookahead of readers is an explicit key', () => {
  const [short, long] = ['x'.repeat(1024), 'x'.repeat(1025)];
  expect(emitDocument({ [short]: 1, [long]: { a: [{ [long]: 'x\ny' }] } })).toBe(
    `---\n${short}: 1\n? ${long}\n:\n  a:\n    - ? ${long}\n      : |-\n        x\n        y\n`,
  );
});

test.each([
  [0, '0'],
  [-0, '0'],
  [1.5, '1.5'],
  [1e21, '1.0e+21'],
  [-1e-7, '-1.0e-7'],
  [1.5e300, '1.5e+300'],
  [2 ** 53, '9007199254740992'],
])('the number %p', (number, expected) => {
  expect(written(number)).toBe(` ${expected}`);
});

describe('a value that JSON or UTF-8 does not have', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic.again = cyclic;

  /** The message for a value in a field. */
  function refused(value: unknown): string {
    try {
      return emitDocument({ kind: 'Thing', metadata: { name: 'x' }, spec: { rules: [1, { value }] } });
    } catch (error) {
      if (error instanceof EgressError) return error.findings.map(formatFinding).join('\n');
      throw error;
    }
  }

  test('is rejected with its place', () => {
    expect(refused(Number.NaN)).toMatchInlineSnapshot(`
"input/value  Thing x spec.rules[1].value
  got NaN; allowed: finite numbers
  fix: use a number that JSON has
  see cdk8s-egress/docs/rules/input.md#inputvalue"
`);
    const others = [Number.POSITIVE_INFINITY, new Date(), () => 1, 'a\ud800', 'a\n\udc00'].map(refused);
    expect(others.map((text) => text.split('\n')[1]).join('\n')).toMatchInlineSnapshot(`
"  got Infinity; allowed: finite numbers
  got a Date; allowed: plain objects
  got function; allowed: values that JSON has
  got "a\\ud800"; allowed: complete characters
  got "a\\n\\udc00"; allowed: complete characters"
`);
  });

  test('an object that contains itself, or is nested deeper than 500 levels, is rejected', () => {
    expect(() => emitDocument({ cyclic })).toThrow('cyclic.again.again');
    const deep = (levels: number) => Array.from({ length: levels }).reduce((inner: unknown) => [inner], []);
    expect(() => emitDocument({ a: deep(10_000) })).toThrow('at most 500 levels');
    expect(emitDocument({ a: deep(499) })).toContain('- []');
  });
});

test('keeps the order of all keys if requested', () => {
  const object = { kind: 'A', apiVersion: 'v1', spec: { b: 1, a: [{ d: 2, c: 3 }] } };
  expect(emitAsGiven(object)).toBe('---\nkind: A\napiVersion: v1\nspec:\n  b: 1\n  a:\n    - d: 2\n      c: 3\n');
  expect(emitDocument(object)).toBe('---\napiVersion: v1\nkind: A\nspec:\n  a:\n    - c: 3\n      d: 2\n  b: 1\n');
});

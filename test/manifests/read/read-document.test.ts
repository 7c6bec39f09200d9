import { MAX_ALIASED, MAX_DEPTH, MAX_MARKS } from '../../../lib/manifests/read/limits';
import { type Unusable, UnusableError } from '../../../lib/manifests/read/problem';
import { readDocument, readSettings } from '../../../lib/manifests/read/read-document';

const read = (text: string) => readDocument(text).value;

/** Why a text cannot be read. */
function problemOf(text: string): Unusable {
  try {
    readDocument(text);
  } catch (error) {
    if (error instanceof UnusableError) return error.problem;
    throw error;
  }
  throw new Error('it was read');
}

test('scalars are read as kubectl reads them, and quoted ones as strings', () => {
  expect(read('{a: yes, b: 0123, c: 1:20, d: 2026-11-23, e: "yes", f: ~}')).toEqual({
    a: true,
    b: 83,
    c: '1:20',
    d: '2026-11-23',
    e: 'yes',
  });
});

test('a null field is dropped, as in the API server; a null entry of a list is not', () => {
  expect(read('a: ~\nb:\nc: [~, {d: null}]\n')).toEqual({ c: [null, {}] });
});

test('all keys become strings', () => {
  expect(read('on: 1\n8080: 2\n0x10: 3\n')).toEqual({ true: 1, 8080: 2, 16: 3 });
});

test('__proto__ is a key like any other', () => {
  const value = read('__proto__: {polluted: true}\n');
  expect(Object.keys(value as object)).toEqual(['__proto__']);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test.each([
  ['after the merge wins', 'b: {<<: *x, a: 2}', { a: 2, c: 3 }],
  ['before the merge loses, as with kubectl', 'b: {a: 2, <<: *x}', { a: 1, c: 3 }],
  ['of the first of several mappings wins', 'b: {<<: [{a: 9}, *x]}', { a: 9, c: 3 }],
])('a field %s', (_, text, merged) => {
  const read = readDocument(`x: &x {a: 1, c: 3}\n${text}\n`);
  expect((read.value as { b: unknown }).b).toEqual(merged);
  expect(read.duplicates).toEqual([]);
});

test('a duplicate field is reported with its place, and the last one counts, as with kubectl', () => {
  const { value, duplicates } = readDocument('a:\n  - b: 1\n    b: 2\n    "b": 3\n');
  expect(value).toEqual({ a: [{ b: 3 }] });
  expect(duplicates).toEqual([
    { steps: ['a', 0, 'b'], at: 16 },
    { steps: ['a', 0, 'b'], at: 25 },
  ]);
});

test.each(['a: 1\n...\nb: 2\n', '[a]\nb: 2\n', '{a: 1} {b: 2}'])('%j is rejected: kubectl silently ignores its end', (text) => {
  expect(problemOf(text).got).toContain('which kubectl ignores');
});

test.each(['', '# only a comment\n', '---\n', '---\n# x\n'])('%j is empty', (text) => {
  expect(readDocument(text).value ?? null).toBeNull();
});

/** Why texts cannot be read, one line each. */
const problems = (...texts: readonly string[]) =>
  texts.map((text) => {
    const { at, got, allowed } = problemOf(text);
    return `${JSON.stringify(text)} at ${at}: got ${got}; allowed: ${allowed}`;
  });

test('invalid YAML, and values that JSON does not have, are rejected with their place', () => {
  expect(problems('a: b: c', 'a:\n\t- b\n', 'a: [1, 2', 'a: "b', 'a: \0').join('\n')).toMatchInlineSnapshot(`
""a: b: c" at 4: got malformed YAML: a colon without a key before it; allowed: YAML or JSON
"a:\\n\\t- b\\n" at 3: got malformed YAML: a tab as indentation; allowed: YAML or JSON
"a: [1, 2" at 8: got malformed YAML: a list entry without , or ] after it; allowed: YAML or JSON
"a: \\"b" at 3: got malformed YAML: a string without a closing quote; allowed: YAML or JSON
"a: \\u0000" at 3: got malformed YAML: a control character; allowed: YAML or JSON"
`);
  expect(problems('a: *b', 'a: &b [*b]', 'a: .inf', '~: a', '? [a]\n: b', '<<: 5').join('\n')).toMatchInlineSnapshot(`
""a: *b" at 3: got the alias *b; allowed: an anchor that is defined before its alias, and does not contain it
"a: &b [*b]" at 7: got the alias *b; allowed: an anchor that is defined before its alias, and does not contain it
"a: .inf" at 3: got .inf, which JSON does not have; allowed: values that JSON has
"~: a" at 0: got a key that is null; allowed: strings as keys
"? [a]\\n: b" at 2: got a key that is a mapping or a list; allowed: strings as keys
"<<: 5" at 4: got a merge (<<) of another value; allowed: a mapping, or a list of mappings"
`);
});

test('a Helm template is recognized', () => {
  const templates = ['name: {{ .Values.name }}\n', '{{- if .Values.on }}\na: 1\n{{- end }}\n', 'a: {{ x | quote }}-b'];
  const [fix, ...others] = new Set(templates.map((text) => problemOf(text).fix));
  expect(others).toEqual([]);
  expect(fix).toMatchInlineSnapshot(
    `"render the template first: pipe the output of \`helm template\` into this command, and exclude this file with --exclude"`,
  );
});

test('a bomb of aliases is rejected before it expands', () => {
  const levels = Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(', ')}]`);
  expect(problemOf(`a0: &a0 [x]\n${levels.join('\n')}\n`).got).toBe(`more than ${MAX_ALIASED} values that come from aliases`);
});

test.each([
  ['in brackets', '['.repeat(100_000)],
  ['in lists', '- '.repeat(100_000)],
  ['in mappings', '{a: '.repeat(100_000)],
  ['by aliases', `a0: &a0 [x]\n${Array.from({ length: 300 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}]\n`).join('')}`],
])('values that are nested too deeply %s are rejected', (_, text) => {
  expect(problemOf(text).got).toBe(`more than ${MAX_DEPTH} nested mappings and lists`);
});

test('values at the maximum depth are read', () => {
  expect(readDocument(`${'['.repeat(MAX_DEPTH)}${']'.repeat(MAX_DEPTH)}`).size).toBe(MAX_DEPTH);
});

test('a document with too many values is rejected before it is read', () => {
  expect(problemOf(`[${'1,'.repeat(MAX_MARKS)}1]`)).toMatchObject({ at: 0, got: String(MAX_MARKS + 2) });
});

test('a line of ten million letters is a string', () => {
  expect(read(`a: ${'x'.repeat(10_000_000)}`)).toEqual({ a: 'x'.repeat(10_000_000) });
});

test('in a document that is no manifest, keys are texts and nulls stay', () => {
  expect(readSettings('on: yes\nno: ~\n1: {y: }\n').value).toEqual({ on: true, no: null, 1: { y: null } });
});

import { MAX_ALIASED, MAX_DEPTH, MAX_MARKS } from '../../../lib/manifests/read/limits';
import { type Problem, ProblemError } from '../../../lib/manifests/read/problem';
import { readDocument } from '../../../lib/manifests/read/read-document';

const read = (text: string) => readDocument(text).values[0];

/** Why a text can't be read. */
function problemOf(text: string): Problem {
  try {
    readDocument(text);
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
  throw new Error('it was read');
}

test('scalars are read as kubectl reads them, quoted ones as texts', () => {
  expect(read('{a: yes, b: 0123, c: 1:20, d: 2026-11-23, e: "yes", f: ~}')).toEqual({
    a: true,
    b: 83,
    c: '1:20',
    d: '2026-11-23',
    e: 'yes',
  });
});

test('a field that is null is left out, as the API server does; an entry is not', () => {
  expect(read('a: ~\nb:\nc: [~, {d: null}]\n')).toEqual({ c: [null, {}] });
});

test('keys become texts, whatever they are', () => {
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
  expect((read.values[0] as { b: unknown }).b).toEqual(merged);
  expect(read.duplicates).toEqual([]);
});

test('a field that stands twice is told, with its place; the last counts, as with kubectl', () => {
  const { values, duplicates } = readDocument('a:\n  - b: 1\n    b: 2\n    "b": 3\n');
  expect(values).toEqual([{ a: [{ b: 3 }] }]);
  expect(duplicates).toEqual([
    { steps: ['a', 0, 'b'], document: 0, at: 16 },
    { steps: ['a', 0, 'b'], document: 0, at: 25 },
  ]);
});

test('documents that ... divides are all read', () => {
  expect(readDocument('a: 1\n...\n--- # more\nb: 2\n').values).toEqual([{ a: 1 }, { b: 2 }]);
});

test.each(['', '# only a comment\n', '---\n', '---\n# x\n'])('%j holds nothing', (text) => {
  expect(readDocument(text).values.filter((value) => value !== null)).toEqual([]);
});

const ALLOWED = 'YAML or JSON';

test.each([
  ['a: b: c', 4, 'malformed YAML: bad indentation of a mapping entry', ALLOWED],
  ['a:\n\t- b\n', 3, 'malformed YAML: tab characters must not be used in indentation', ALLOWED],
  ['a: [1, 2', 8, 'malformed YAML: unexpected end of the stream within a flow collection', ALLOWED],
  ['a: "b', 5, 'malformed YAML: unexpected end of the stream within a double quoted scalar', ALLOWED],
  ['a: \0', 3, 'malformed YAML: null byte is not allowed in input', ALLOWED],
  ['a: *b', 4, 'the alias *b', 'an anchor that stands before, and not around, its alias'],
  ['a: &b [*b]', 8, 'the alias *b', 'an anchor that stands before, and not around, its alias'],
  ['a: .inf', 3, '.inf, which no JSON can hold', 'what JSON can hold'],
  ['~: a', 0, 'a key that is null', 'texts as keys'],
  ['? [a]\n: b', 2, 'a key that is a mapping or a list', 'texts as keys'],
  ['<<: 5', 4, 'a merge (<<) of something else', 'a mapping, or a list of mappings'],
])('%j is refused at %d: %s', (text, at, got, allowed) => {
  expect(problemOf(text)).toMatchObject({ at, got, allowed });
});

test.each(['name: {{ .Values.name }}\n', '{{- if .Values.on }}\na: 1\n{{- end }}\n', 'a: {{ x | quote }}-b'])(
  'a template of a chart is told as one: %j',
  (text) => {
    expect(problemOf(text).fix).toBe('a template is no manifest yet: pipe what `helm template` makes of it');
  },
);

test('a bomb of aliases is refused before it goes off', () => {
  const levels = Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(', ')}]`);
  expect(problemOf(`a0: &a0 [x]\n${levels.join('\n')}\n`).got).toBe(`more than ${MAX_ALIASED} values that come from aliases`);
});

test.each([
  ['in brackets', '['.repeat(100_000)],
  ['in lists', '- '.repeat(100_000)],
  ['in mappings', '{a: '.repeat(100_000)],
  ['by aliases', `a0: &a0 [x]\n${Array.from({ length: 300 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}]\n`).join('')}`],
])('values that are nested too deeply %s are refused', (_, text) => {
  expect(problemOf(text).got).toBe(`more than ${MAX_DEPTH} mappings and lists inside each other`);
});

test('what is nested as deeply as allowed is read', () => {
  expect(readDocument(`${'['.repeat(MAX_DEPTH)}${']'.repeat(MAX_DEPTH)}`).size).toBe(MAX_DEPTH);
});

test('a document of more values than memory holds is refused before it is read', () => {
  expect(problemOf(`[${'1,'.repeat(MAX_MARKS)}1]`)).toMatchObject({ at: 0, got: String(MAX_MARKS + 2) });
});

test('a line of ten million letters is a text', () => {
  expect(read(`a: ${'x'.repeat(10_000_000)}`)).toEqual({ a: 'x'.repeat(10_000_000) });
});

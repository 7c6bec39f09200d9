import { UnusableError } from '../../../lib/manifests/read/problem';
import { readDocument } from '../../../lib/manifests/read/read-document';

const read = (text: string) => readDocument(text).value;

// The expected values are those of sigs.k8s.io/yaml. `npm run layouts` compares many more documents.
test.each<[string, string, unknown]>([
  [
    'brackets that close at the column of the key',
    'a:\n  b: {\n    c: d\n  }\ne: [\n1,\n2\n]\n',
    { a: { b: { c: 'd' } }, e: [1, 2] },
  ],
  ['brackets that close left of the key', 'a:\n  b: [\n    c\n]\nd: 1\n', { a: { b: ['c'] }, d: 1 }],
  ['a quoted string that ends at the column of the key', 'a: \'{\n  "b": 1\n}\'\nc: d\n', { a: '{ "b": 1 }', c: 'd' }],
  ['a quoted string that continues left of the key', 'a:\n  b: "c\nd\n\n e"\n', { a: { b: 'c d\ne' } }],
  ['tabs in brackets', 'a: [\n\tb,\t"c"\n\t]\nd: {\te:\tf\t}\n', { a: ['b', 'c'], d: { e: 'f' } }],
  ['a tab after a colon', 'a:\tb\n', { a: 'b' }],
  ['a tab after a value', 'a: b\t\nc: "d"\t\n', { a: 'b', c: 'd' }],
  ['a tab before a comment', 'a: b\t# c\n', { a: 'b' }],
  ['a block one column deeper than its key', 'a:\n  b: |\n   c\n    d\n  e: f\n', { a: { b: 'c\n d\n', e: 'f' } }],
  ['a block in a list at the column of the dash', 'a:\n- |\n c\n- >-\n b\n d\n', { a: ['c\n', 'b d'] }],
  ['a block with an indentation in its header', 'a: |2\n    b\n   c\nd: e\n', { a: '  b\n c\n', d: 'e' }],
  [
    'a block that keeps its line breaks',
    'a: |+\n  b\n\n\nc: >\n  d\n  e\n\n    f\n  g\n',
    { a: 'b\n\n\n', c: 'd e\n\n  f\ng\n' },
  ],
  ['a block without a line break', 'a: |\n  b', { a: 'b' }],
  ['an empty block', 'a: |\nb: c\n', { a: '', b: 'c' }],
  ['a list at the column of its key', 'a:\n- b\n- c: d\n  e: f\n-\n', { a: ['b', { c: 'd', e: 'f' }, null] }],
  ['a plain text of several lines', 'a: b\n  c\n\n  d # e\nf: g\n', { a: 'b c\nd', f: 'g' }],
  ['a comment directly after brackets or quotes', 'a: "b"#c\nd: [e]#f\n', { a: 'b', d: ['e'] }],
  ['colons and hashes in words', 'a: b:c#d\ne: http://x/?y#z\n', { a: 'b:c#d', e: 'http://x/?y#z' }],
  ['keys of any kind', '? a\n: b\n? |\n  c\n: d\n"e f": g\n*x : h\n', 'the alias *x'],
  ['explicit keys', '? a\n: b\n? |\n  c\n: - d\n"e f": g\n', { a: 'b', 'c\n': ['d'], 'e f': 'g' }],
  ['pairs in a list of brackets', 'a: [b: c, d: , "e": f]\n', { a: [{ b: 'c' }, {}, { e: 'f' }] }],
  [
    'anchors, tags and aliases',
    'a: &x !!str 5\nb: *x\nc: !!int "7"\nd: &y\n  e: f\ng: *y\n',
    { a: '5', b: '5', c: 7, d: { e: 'f' }, g: { e: 'f' } },
  ],
  ['merges', 'a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n"<<": e\n', { a: { b: 1 }, c: { b: 1, d: 2 }, '<<': 'e' }],
  ['Windows line breaks', 'a: b\r\nc: |\r\n  d\r\n  e\r\nf: "g\r\n  h"\r\n', { a: 'b', c: 'd\ne\n', f: 'g h' }],
  ['a byte order mark', '\ufeffa: b\n', { a: 'b' }],
  ['escapes', 'a: "\\x41\\u00e9\\U0001F600\\n\\\n   b"\n', { a: 'Aé😀\nb' }],
  ['a document with marks', '--- # a\na: b\n...\n', { a: 'b' }],
  ['a tag with an undefined prefix', 'a: !e!b c\n', 'a tag with the undefined prefix !e!'],
  [
    'JSON that is not YAML',
    `{"a": "\\/", "b"\n: "\\ud83d\\ude00", "${'k'.repeat(2000)}": 1}`,
    { a: '/', b: '😀', ['k'.repeat(2000)]: 1 },
  ],
  ['a line separator in JSON', '{"a": "b \u2028 c"}', { a: 'b \u2028 c' }],
  ['keys that are numbers', '1.5: a\n1.401934188324958: b\n0x10: c\n', { '1.5': 'a', '1.4019341': 'b', 16: 'c' }],
])('%s', (_, text, expected) => {
  if (typeof expected === 'string') expect(() => read(text)).toThrow(expected);
  else expect(read(text)).toEqual(expected);
});

test.each([
  ['tabs as indentation', 'a:\n\tb: c\n'],
  ['a tab before a bracket, after a text', 'a: [\n\tb\n\t]\n'],
  ['a tab before a dash', 'a:\n \t- b\n'],
  ['a tab after a dash', '-\tb: c\n'],
  ['a tab in an empty line of a block', 'a: |\n\t\n  b\n'],
  ['a text that continues after a tab', 'a:\n  b: c\n\td\n'],
  ['a plain text that continues at the column of its key', 'a: b\nc\n'],
  ['a key without a colon', 'a: b\nc\nd: e\n'],
  ['a key that ends on a later line', '"a\n  b": c\n'],
  ['a key of more than 1,024 characters', `${'k'.repeat(1025)}: a\n`],
  ['a document mark in quotes', 'a: "b\n---\nc"\n'],
  ['a list on the line of its key', 'a: - b\n'],
  ['an entry of a list less deep than the others', 'a:\n  - b\n - c\n'],
  ['two values', 'a: "b" c\n'],
  ['a mapping after a value', 'a: b\n  c: d\n'],
  ['brackets without an end', 'a: [b, c\n'],
  ['brackets of two kinds', 'a: [b, c}\n'],
  ['brackets without a comma', 'a: ["b" "c"]\n'],
  ['an at sign', 'a: @b\n'],
  ['a percent sign', '%a: b\n'],
  ['an unknown escape', 'a: "\\q"\n'],
  ['half a character', 'a: "\\ud83d"\n'],
  ['an escape of JSON, in YAML', 'a: "\\/"\n'],
  ['an indentation of 0', 'a: |0\n  b\n'],
  ['an unknown version of YAML', '%YAML 1.2\n---\na: b\n'],
  ['invalid base64', 'a: !!binary b\n'],
  ['a float as an integer', 'a: !!int 1e3\n'],
])('%s: rejected, like by kubectl', (_, text) => {
  expect(() => read(text)).toThrow(UnusableError);
});

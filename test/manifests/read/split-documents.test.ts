import { splitDocuments } from '../../../lib/manifests/read/split-documents';

const pieces = (text: string) => splitDocuments(text).map(({ start, end }) => text.slice(start, end));

test('documents are cut where a line begins with ---, which stays with what it begins', () => {
  expect(pieces('a: 1\n---\nb: 2\n--- # c\nc: 3\n')).toEqual(['a: 1\n', '---\nb: 2\n', '--- # c\nc: 3\n']);
});

test.each(['a: x\n----\n', 'a: |\n  ---\n', 'a: "x\u2028---"', '---a: 1'])('%j is one document', (text) => {
  expect(pieces(text)).toEqual([text]);
});

test('lines may end as on Windows, the last one not at all', () => {
  expect(pieces('a: 1\r\n---\r\nb: 2\r\n---')).toEqual(['a: 1\r\n', '---\r\nb: 2\r\n', '---']);
});

test('JSON objects may follow each other, as jq writes them', () => {
  expect(pieces('{"a": "}\\""}\n{"b": {}} {"c": []}\n')).toEqual(['{"a": "}\\""}', '\n{"b": {}}', ' {"c": []}']);
  expect(pieces('---\n{"a": 1}\n{"b": 2}')).toEqual(['---\n{"a": 1}', '\n{"b": 2}']);
});

test('what is no JSON after all stays whole for the reader', () => {
  expect(pieces('{"a": 1')).toEqual(['{"a": 1']);
  expect(pieces('{"a": "b')).toEqual(['{"a": "b']);
});

test('nothing holds no document', () => {
  expect(pieces('')).toEqual([]);
});

test('a text of separators takes no longer than any other', () => {
  expect(pieces('---\n'.repeat(100_000))).toHaveLength(100_000);
  expect(pieces('----\n'.repeat(100_000))).toHaveLength(1);
});

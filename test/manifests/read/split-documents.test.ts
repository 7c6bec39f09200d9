import { splitDocuments } from '../../../lib/manifests/read/split-documents';

const pieces = (text: string) => splitDocuments(text).map(({ start, end }) => text.slice(start, end));

test('documents are split at lines that begin with ---, which belong to the next document', () => {
  expect(pieces('a: 1\n---\nb: 2\n--- # c\nc: 3\n')).toEqual(['a: 1\n', '---\nb: 2\n', '--- # c\nc: 3\n']);
});

test.each(['a: x\n----\n', 'a: |\n  ---\n', 'a: "x\u2028---"', '---a: 1'])('%j is one document', (text) => {
  expect(pieces(text)).toEqual([text]);
});

test('lines can end as on Windows, and the last line break can be missing', () => {
  expect(pieces('a: 1\r\n---\r\nb: 2\r\n---')).toEqual(['a: 1\r\n', '---\r\nb: 2\r\n', '---']);
});

test('JSON objects can follow each other, as jq writes them', () => {
  expect(pieces('{"a": "}\\""}\n{"b": {}} {"c": []}\n')).toEqual(['{"a": "}\\""}', '\n{"b": {}}', ' {"c": []}']);
  expect(pieces('---\n{"a": 1}\n{"b": 2}')).toEqual(['---\n{"a": 1}', '\n{"b": 2}']);
});

test('text that is not JSON is not split', () => {
  expect(pieces('{"a": 1')).toEqual(['{"a": 1']);
  expect(pieces('{"a": "b')).toEqual(['{"a": "b']);
});

test('an empty text has no document', () => {
  expect(pieces('')).toEqual([]);
});

test('a text of separators is split in linear time', () => {
  expect(pieces('---\n'.repeat(100_000))).toHaveLength(100_000);
  expect(pieces('----\n'.repeat(100_000))).toHaveLength(1);
});

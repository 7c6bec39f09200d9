import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFiles } from '../../lib/synth/write-files';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'write-files-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const file = (name: string, text: string) => ({ name, text, objects: [] });
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

test('writes each file, over what it held before', () => {
  writeFileSync(join(folder, 'a.yaml'), 'a much longer text, of before');
  writeFiles(folder, [file('a.yaml', 'a'), file('b.yaml', 'ü')]);
  expect([read('a.yaml'), read('b.yaml')]).toEqual(['a', 'ü']);
});

test('leaves other files alone', () => {
  writeFileSync(join(folder, 'README.md'), 'mine');
  writeFiles(folder, [file('a.yaml', 'a')]);
  expect(readdirSync(folder)).toEqual(['README.md', 'a.yaml']);
  expect(read('README.md')).toBe('mine');
});

test('makes its folder', () => {
  writeFiles(join(folder, 'a', 'b'), [file('c.yaml', 'c')]);
  expect(read('a/b/c.yaml')).toBe('c');
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../child';
import { type Block, blocksOf } from '../docs-code';
import { command } from './terminal';

const blocks = blocksOf('docs/check.md');
const manifest = blocks.find(({ language }) => language === 'yaml') as Block;
const examples = blocks.flatMap(({ language, code, place }, index) => {
  const printed = blocks[index + 1];
  return language === 'sh' && printed && /^(text|json)$/.test(printed.language) ? [{ place, code, printed: printed.code }] : [];
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'check-page-'));
  writeFileSync(join(folder, 'settings.yaml'), manifest.code);
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(ROOT);
  rmSync(folder, { recursive: true });
});

test('the page shows three formats', () => {
  expect(examples).toHaveLength(3);
});

test.each(examples)('the command at $place prints what the page shows', async ({ code, printed }) => {
  const { stdout } = await command(code.trim().split(' ').slice(2));
  expect(stdout).toBe(printed);
});

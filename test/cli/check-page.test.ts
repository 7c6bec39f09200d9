import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArguments } from '../../lib/cli/arguments/parse-arguments';
import { FIELDS } from '../../lib/cli/validation-plugin';
import { ROOT } from '../child';
import { type Block, blocksOf, pageText } from '../docs-code';
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

test('the help, the page and the parser have the same options', async () => {
  const { stdout: help } = await command(['check', '--help']);
  const inHelp = [...help.matchAll(/^ {2}(--[^,\n]*?)(?:, -h)? {2,}\S/gm)].map(([, option]) => option);
  const inPage = [...pageText('docs/check.md').matchAll(/^\| `(--[^`]*)`/gm)].map(([, option]) => option);
  expect(inHelp).toEqual(inPage);
  const [unknown] = problemsOf('--unknown');
  const parsed = [...(unknown?.allowed.split(', ') ?? []), '--help', '--version'];
  expect(inHelp.map((option) => option?.split(' ')[0]).sort()).toEqual(parsed.sort());
});

test('the texts of the help begin in one column', async () => {
  const { stdout: help } = await command(['check', '--help']);
  const columns = [...help.matchAll(/^ {2}(?:--|FILE).*? {2,}/gm)].map(([start]) => start.length);
  expect(new Set(columns).size).toBe(1);
});

test('the example of the validation has every property', () => {
  const example = blocksOf('docs/check.md').find(({ code }) => code.startsWith('validations:'))?.code ?? '';
  expect([...example.matchAll(/^ {6}(\w+):/gm)].map(([, property]) => property).sort()).toEqual(Object.keys(FIELDS).sort());
});

function problemsOf(...args: string[]) {
  const parsed = parseArguments(args, {});
  return 'problems' in parsed ? parsed.problems : [];
}

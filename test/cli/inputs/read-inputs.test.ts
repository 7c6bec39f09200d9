import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readInputs } from '../../../lib/cli/inputs/read-inputs';
import { MAX_BYTES } from '../../../lib/manifests/read/limits';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inputs-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const at = (name: string) => join(folder, name);
const write = (name: string, text: string | Uint8Array = name) => writeFileSync(at(name), text);

async function* stream(...chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/** The inputs read from some paths, named relative to the folder. */
async function read(...paths: string[]) {
  const { sources, problems } = await readInputs(
    paths.map((path) => (path === '-' ? path : at(path))),
    stream(Buffer.from('in')),
  );
  const name = ({ file = '' }: { readonly file?: string }) => file.replace(`${folder}/`, '');
  return { files: sources.map(name), problems: problems.map((problem) => `${name(problem)}: ${problem.got}`) };
}

test('a folder contains its manifests and those of its subfolders, sorted by name', async () => {
  mkdirSync(at('d/e'), { recursive: true });
  for (const name of ['d/b.yml', 'd/a.yaml', 'd/e/c.json', 'd/README.md', 'd/e/B.YAML']) write(name);
  expect(await read('d')).toEqual({ files: ['d/a.yaml', 'd/b.yml', 'd/e/B.YAML', 'd/e/c.json'], problems: [] });
});

test('folders of tools are skipped, unless they are specified', async () => {
  for (const name of ['.git', 'node_modules', '.x']) {
    mkdirSync(at(name));
    write(`${name}/a.yaml`);
  }
  write('b.yaml');
  expect((await read('')).files).toEqual(['b.yaml']);
  expect((await read('.x')).files).toEqual(['.x/a.yaml']);
});

test('a specified file is read whatever its name, and only once if specified twice', async () => {
  write('a.txt');
  write('b.yaml');
  symlinkSync(at('b.yaml'), at('c.yaml'));
  expect(await read('a.txt', 'b.yaml', 'a.txt', '', '-', '-')).toEqual({ files: ['<stdin>', 'a.txt', 'b.yaml'], problems: [] });
});

test('folders with links to themselves are read once', async () => {
  mkdirSync(at('d'));
  write('d/a.yaml');
  symlinkSync(at('d'), at('d/again'));
  symlinkSync(folder, at('d/up'));
  expect(await read('d')).toEqual({ files: ['d/a.yaml'], problems: [] });
});

test('all unreadable inputs are reported', async () => {
  mkdirSync(at('empty'));
  symlinkSync(at('nowhere'), at('dangling.yaml'));
  symlinkSync(at('loop'), at('loop'));
  write('fine.yaml');
  expect(await read('missing.yaml', 'empty', 'dangling.yaml', 'loop', 'fine.yaml')).toMatchInlineSnapshot(`
{
  "files": [
    "fine.yaml",
  ],
  "problems": [
    "missing.yaml: no such file or folder",
    "empty: a folder without such files",
    "dangling.yaml: no such file or folder",
    "loop: a link to itself",
  ],
}
`);
});

(process.getuid?.() === 0 ? test.skip : test)('a file without read permission is reported', async () => {
  write('secret.yaml');
  chmodSync(at('secret.yaml'), 0);
  expect((await read('secret.yaml')).problems).toEqual([expect.stringMatching(/^secret\.yaml: /)]);
});

test('a byte order mark is removed', async () => {
  write('a.yaml', '\ufeffa: 1');
  expect((await readInputs([at('a.yaml')], stream())).sources[0]?.text).toBe('a: 1');
});

test.each([
  ['a single byte', [0xff], 1, 1, '0xff'],
  ['a byte after text', [...Buffer.from('a: ü\nb: é'), 0x80, 0x20], 2, 5, '0x80'],
  ['a truncated character', [...Buffer.from('a: '), 0xe2, 0x82], 1, 4, '0xe2'],
  ['a byte after a replacement character', [...Buffer.from('\ufffd'), 0xff], 1, 2, '0xff'],
  ['UTF-16', [0xff, 0xfe, 0x61, 0], 1, 1, '0xff'],
])('%s is not UTF-8, and is reported with its place', async (_, bytes, line, column, shown) => {
  write('a.yaml', Uint8Array.from(bytes));
  const { problems } = await readInputs([at('a.yaml')], stream());
  expect(problems).toMatchObject([{ line, column, got: expect.stringContaining(shown) }]);
});

test('invalid UTF-8 is reported with the fix', async () => {
  write('a.yaml', Uint8Array.from([0xff]));
  const [problem] = (await readInputs([at('a.yaml')], stream())).problems;
  expect(problem).toMatchInlineSnapshot(
    { file: expect.any(String) },
    `
{
  "allowed": "text in UTF-8",
  "column": 1,
  "file": Any<String>,
  "fix": "save the file as UTF-8",
  "got": "a byte (0xff) that is not UTF-8",
  "line": 1,
  "path": [],
  "rule": "input/file",
  "severity": "error",
}
`,
  );
});

test('too large an input is reported, even from a device or standard input', async () => {
  const got = `more than ${MAX_BYTES / 1024 / 1024} MB, including earlier inputs`;
  expect((await readInputs(['/dev/zero'], stream())).problems).toMatchObject([{ file: '/dev/zero', got }]);
  const half = new Uint8Array(MAX_BYTES / 2 + 1);
  expect((await readInputs(['-'], stream(half, half))).problems).toMatchObject([{ file: '<stdin>', got }]);
});

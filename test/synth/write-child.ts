import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { buildSync } from 'esbuild';
import { ROOT } from '../child';

/** The writer as one compiled file, and a script that runs it. Node starts it faster than a TypeScript runner. */
export function compiledWriter(): string {
  const folder = mkdtempSync(join(tmpdir(), 'writer-'));
  const entryPoints = [join(ROOT, 'lib/synth/write-output.ts')];
  buildSync({ entryPoints, outfile: join(folder, 'write-output.js'), bundle: true, platform: 'node', format: 'cjs' });
  writeFileSync(join(folder, 'child.js'), CHILD);
  return folder;
}

/**
 * `node child.js FOLDER SEED COUNT [STEP]`: writes the files of a seed. Some files are the same for many seeds, some differ, and
 * some exist for some seeds only. Prints a line when it begins. With STEP it kills itself before that change of the disk.
 */
const CHILD = String.raw`
const fs = require('node:fs');
const [folder, seed, count, step] = [process.argv[2], ...process.argv.slice(3).map(Number)];
let calls = 0;
const die = () => process.kill(process.pid, 'SIGKILL');
for (const name of ['mkdirSync', 'openSync', 'renameSync', 'rmSync', 'rmdirSync', 'unlinkSync', 'writeFileSync']) {
  const real = fs[name];
  fs[name] = (...args) => {
    calls++;
    if (calls === step && name !== 'writeFileSync') die();
    if (calls === step) { real(args[0], args[1].slice(0, args[1].length / 2), args[2]); die(); }
    return real(...args);
  };
}
const files = [];
for (let n = 0; n < count; n++) {
  if ((n + seed) % 5 === 0) continue;
  const path = n % 3 === 0 ? 'file-' + n + '.yaml' : 'chart-' + ((n + seed) % 7) + '/file-' + n + '.yaml';
  const text = ('kind: K' + (n % 2 ? 0 : seed) + '-' + n + '\n').repeat(1 + n * 3);
  files.push({ path, content: Buffer.from(text), objects: [{ id: 'v1 K ' + n, construct: 'app/' + n }] });
}
const { writeOutput } = require('./write-output.js');
process.stdout.write('go\n');
try {
  writeOutput(folder, files);
} catch (error) {
  process.stderr.write(error.stack + '\n');
  process.exitCode = 1;
}
process.stdout.write(calls + '\n');
`;

/** All files below a folder with their contents, and its empty folders. */
export function tree(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) found[relative(folder, path)] = readFileSync(path, 'utf8');
    else if (entry.isDirectory() && readdirSync(path).length === 0) found[`${relative(folder, path)}/`] = '';
  }
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}

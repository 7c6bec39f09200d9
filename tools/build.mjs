// Builds the published package into build/: types and imports/ as tsc writes them, the library as one file for each entry,
// and one for each part that is seldom needed.
// Some 250 small files are good to read and slow to load: one file takes a fifth of the time at every start of an app.
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
const out = join(root, 'build');
const ENTRIES = ['index', 'cli/main', 'cli/validation-plugin'];

/** The schemas and their rules are read kind by kind, when the first object of a kind is checked: they stay files. */
const SCHEMAS = join(root, 'imports/schemas');

/** What is required inside a function is rarely needed: it becomes a file of its own, which V8 need not read before. */
const seldom = new Set();

/** Leaves the schemas, and what is seldom needed, out of the file of an entry. */
const separate = {
  name: 'separate',
  setup({ onResolve, initialOptions }) {
    onResolve({ filter: /^\.\.?\// }, ({ path, kind, resolveDir }) => {
      const source = resolve(resolveDir, path);
      const isSeldom = kind === 'require-call' && !source.startsWith(join(root, 'lib/cli'));
      if (isSeldom) seldom.add(relative(join(root, 'lib'), source));
      else if (source !== SCHEMAS) return undefined;
      const target = relative(dirname(initialOptions.outfile), join(out, `${relative(root, source)}.js`)).replaceAll('\\', '/');
      return { path: target.startsWith('.') ? target : `./${target}`, external: true };
    });
  },
};

async function bundle(name) {
  await build({
    entryPoints: [join(root, 'lib', `${name}.ts`)],
    outfile: join(out, 'lib', `${name}.js`),
    ...{ bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'warning' },
    external: ['cdk8s', 'constructs', 'js-yaml', 're2js', 'tldts'],
    plugins: [separate],
  });
}

rmSync(join(out, 'lib'), { recursive: true, force: true });
rmSync(join(out, 'imports'), { recursive: true, force: true });
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
for (const file of readdirSync(join(out, 'lib'), { recursive: true })) {
  if (file.endsWith('.js')) rmSync(join(out, 'lib', file));
}
// tsc copies no JSON that is read as a file.
cpSync(join(root, 'imports'), join(out, 'imports'), { recursive: true, filter: (path) => !/\.ts$|sources\.json$/.test(path) });
for (const entry of ENTRIES) await bundle(entry);
for (const name of seldom) await bundle(name);

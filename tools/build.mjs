// Builds the published package into build/: types and imports/ as tsc writes them, one bundle per entry point, and one file for
// each part that is seldom needed. About 250 small files load slowly: a bundle takes a fifth of their time at every start.
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
const out = join(root, 'build');
const ENTRIES = ['index', 'cli/main', 'cli/validation-plugin', 'simulate/index'];

/** Schemas and their rules stay separate files: each is read when the first object of its kind is checked. */
const SCHEMAS = join(root, 'imports/schemas');

/** Modules required inside a function are rarely needed. Each becomes a separate file, which V8 reads only when needed. */
const seldom = new Set();

/** Excludes the schemas and the seldom-needed modules from the bundle of an entry point. */
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
    external: ['cdk8s', 'constructs', 're2js', 'tldts'],
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
// tsc does not copy JSON files that the code reads.
cpSync(join(root, 'imports'), join(out, 'imports'), { recursive: true, filter: (path) => !/\.ts$|sources\.json$/.test(path) });
for (const entry of ENTRIES) await bundle(entry);
for (const name of seldom) await bundle(name);

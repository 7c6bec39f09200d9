// Builds the published package into build/: types and imports/ as tsc writes them, the library as one file for each entry.
// Some 250 small files are good to read and slow to load: one file takes a fifth of the time at every start of an app.
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
const out = join(root, 'build');
const ENTRIES = ['index', 'cli/main', 'cli/validation-plugin'];

/** The schemas and their rules are read kind by kind, when the first object of a kind is checked: they stay files. */
const schemasStayFiles = {
  name: 'schemas-stay-files',
  setup({ onResolve, initialOptions }) {
    onResolve({ filter: /\/imports\/schemas$/ }, () => {
      const path = relative(dirname(initialOptions.outfile), join(out, 'imports/schemas.js'));
      return { path: path.replaceAll('\\', '/'), external: true };
    });
  },
};

rmSync(join(out, 'lib'), { recursive: true, force: true });
rmSync(join(out, 'imports'), { recursive: true, force: true });
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
for (const file of readdirSync(join(out, 'lib'), { recursive: true })) {
  if (file.endsWith('.js')) rmSync(join(out, 'lib', file));
}
for (const entry of ENTRIES) {
  await build({
    entryPoints: [join(root, 'lib', `${entry}.ts`)],
    outfile: join(out, 'lib', `${entry}.js`),
    ...{ bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'warning' },
    external: ['cdk8s', 'constructs', 'js-yaml', 'tldts'],
    plugins: [schemasStayFiles],
  });
}

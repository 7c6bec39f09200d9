// What a run of the reference app costs over loading cdk8s alone.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, sideBySide } from './side-by-side.mjs';

const outdir = mkdtempSync(join(tmpdir(), 'cdk8s-egress-bench-'));
try {
  run('npx', 'tsc', '-p', 'bench/tsconfig.json');
  sideBySide(
    'Start-up',
    {
      "require('cdk8s')": ['node', '-e', "require('cdk8s')"],
      'the compiled reference app': ['node', 'build/bench/main.js'],
      'the reference app through the TypeScript runner': ['node', '--require', 'tsx/cjs', 'main.ts'],
    },
    { env: { CDK8S_OUTDIR: outdir } },
  );
} finally {
  rmSync(outdir, { recursive: true, force: true });
}

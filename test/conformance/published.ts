// The tutorial as published: what examples/tutorial-as-published.ts writes.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { KubeObject } from './bed';
import { parse } from './manifests';

/** The example's objects, without the AuthorizationPolicy: its CRD and its server, plugin 0.1.0, can't be had. */
export function published(): KubeObject[] {
  const root = resolve(__dirname, '../..');
  const outdir = mkdtempSync(join(tmpdir(), 'published-'));
  try {
    const env = { ...process.env, CDK8S_OUTDIR: outdir };
    execFileSync('node', ['--import', 'tsx', 'examples/tutorial-as-published.ts'], { cwd: root, env, stdio: 'pipe' });
    const objects = parse(readFileSync(join(outdir, 'tutorial-as-published.k8s.yaml'), 'utf8'));
    return objects.filter(({ kind }) => kind !== 'AuthorizationPolicy');
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

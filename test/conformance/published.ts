// The published tutorial, as written by examples/tutorial-as-published.ts.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { KubeObject } from './bed';
import { parse } from './manifests';

const ISOLATION = ['AuthorizationPolicy', 'NetworkPolicy', 'PeerAuthentication'];

/**
 * The objects of the example that the tutorial has too. The CRD and the server (plugin 0.1.0) of its AuthorizationPolicy cannot be
 * downloaded. Its gateway is isolated neither by NetworkPolicies nor by policies of the mesh.
 */
export function published(): KubeObject[] {
  const root = resolve(__dirname, '../..');
  const outdir = mkdtempSync(join(tmpdir(), 'published-'));
  try {
    const env = { ...process.env, CDK8S_OUTDIR: outdir };
    execFileSync('node', ['--import', 'tsx', 'examples/tutorial-as-published.ts'], { cwd: root, env, stdio: 'pipe' });
    const objects = parse(readFileSync(join(outdir, 'tutorial-as-published.k8s.yaml'), 'utf8'));
    return objects.filter(({ kind }) => !ISOLATION.includes(kind));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { EgressApp, EgressGovernance } from '../../lib';
import { checkSideOutput } from '../../lib/synth/side-output';
import { NOW } from '../kit';

const folder = mkdtempSync(join(tmpdir(), 'side-output-'));
const outdir = join(folder, 'dist');
const beside = join(folder, 'dist-kyverno-test');
afterAll(() => rmSync(folder, { recursive: true }));

function synth(fixtures: boolean): EgressApp {
  const app = new EgressApp({ outdir, now: NOW });
  new EgressGovernance(new Chart(app, 'governance'), 'governance', { name: 'egress', fixtures });
  app.synth();
  return app;
}

test('writes files next to the output folder, where nobody applies them, and removes them when they are not made any more', () => {
  synth(false);
  expect(existsSync(beside)).toBe(false);
  const yaml = synth(true).synthYaml();
  expect(readdirSync(join(beside, 'egress')).sort()).toEqual([
    'kyverno-test.yaml',
    'policies.yaml',
    'resources.yaml',
    'values.yaml',
  ]);
  expect(readdirSync(outdir).sort()).toEqual(['.cdk8s-egress.index', 'governance.k8s.yaml']);
  expect(yaml).not.toContain('cli.kyverno.io');
  synth(false);
  expect(existsSync(join(beside, 'egress'))).toBe(false);
});

test('compares them like the output folder', () => {
  synth(true);
  const path = 'egress/values.yaml';
  const current = readFileSync(join(beside, path));
  expect(checkSideOutput(outdir, [])).toContain('-kind: Test');
  expect(checkSideOutput(outdir, [{ path, content: Buffer.from(`${current}# new\n`), objects: [] }])).toContain('+# new');
  expect(checkSideOutput(join(folder, 'other'), [])).toBe('');
});

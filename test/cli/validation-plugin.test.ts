import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../child';

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: b}\nspec: {ports: [{port: 80}]}\n';

/** Runs the real `cdk8s synth` on an app that writes this text, with the validation. */
function synth(manifest: string, properties = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'plugin-'));
  try {
    const plugin = {
      package: join(ROOT, 'lib/cli/validation-plugin.ts'),
      version: '0.1.0',
      class: 'EgressValidation',
      properties,
    };
    writeFileSync(join(folder, 'in.yaml'), manifest);
    writeFileSync(
      join(folder, 'app.js'),
      `require('fs').mkdirSync('dist', { recursive: true }); require('fs').copyFileSync('in.yaml', 'dist/a.yaml')`,
    );
    writeFileSync(
      join(folder, 'cdk8s.yaml'),
      JSON.stringify({ app: 'node app.js', language: 'typescript', output: 'dist', validations: [plugin] }),
    );
    const args = ['--import', require.resolve('tsx'), join(ROOT, 'node_modules/cdk8s-cli/bin/cdk8s'), 'synth'];
    const more = ['--check-upgrade=false', '--validation-reports-output-file', 'report.json'];
    const { status, stderr } = spawnSync(process.execPath, [...args, ...more], { cwd: folder, encoding: 'utf8' });
    return { status, stderr, report: JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')).reports[0] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('cdk8s synth fails on an object that the cluster would reject, and names it', () => {
  const { status, report } = synth(SERVICE.replace('80', '"80"'));
  expect(status).toBe(2);
  expect(report.summary).toMatchObject({ status: 'failure', metadata: { Objects: '1' } });
  expect(report.violations).toMatchObject([
    {
      ruleName: 'schema/type',
      violatingConstructs: [{ resourceName: 'a', locations: ['4:17: Service b/a spec.ports[0].port: got 80'] }],
    },
  ]);
}, 30_000);

test('cdk8s synth succeeds on correct objects', () => {
  const { status, report } = synth(SERVICE, { platform: { kgateway: '2.3' } });
  expect({ status, violations: report.violations }).toEqual({ status: 0, violations: [] });
}, 30_000);

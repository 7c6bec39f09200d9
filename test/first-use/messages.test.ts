import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../child';
import { check, command } from '../cli/terminal';

const entry = (host: string) => `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: a, namespace: b }
spec: { hosts: ['${host}'], location: MESH_EXTERNAL, resolution: DNS, ports: [{ number: 443, name: tls, protocol: TLS }] }
`;

test('a rule of a CRD is shown as what is allowed, not as a complaint', async () => {
  const { stdout } = await check(entry('*'));
  expect(stdout).toContain('hostname cannot be wildcard\n  got *; allowed: a value that fulfils self != "*"\n');
});

test('SARIF has full descriptions, and a plain name for the standard input', async () => {
  const { tool, results } = JSON.parse((await check(entry('*'), '--format', 'sarif')).stdout).runs[0];
  for (const { fullDescription } of tool.driver.rules) expect(fullDescription.text).toMatch(/^[A-Z].+\. See https:\/\/\S+$/);
  expect(results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('stdin');
});

test('an unknown command is named', async () => {
  const { code, stderr } = await command(['chek', 'dist/']);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^unknown command chek: did you mean check\?/)]);
});

describe('a program prints its problem once, without a stack', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'messages-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (program: string, env: Record<string, string> = {}) => {
    writeFileSync(join(folder, 'main.ts'), program);
    const args = ['--require', require.resolve('tsx/cjs'), join(folder, 'main.ts')];
    const { status, stderr, stdout } = spawnSync(process.execPath, args, { env: { ...process.env, ...env }, encoding: 'utf8' });
    return { status, stdout, stderr };
  };
  const lib = join(ROOT, 'lib');

  test('for an output folder that is a file', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const { status, stderr } = run(`new (require('${lib}').EgressApp)({ outdir: '${file}' }).synth();`);
    expect(status).toBe(1);
    expect(stderr.match(/a file in the place of a folder/g)).toHaveLength(1);
    expect(stderr).not.toMatch(/^ +at /m);
  }, 60_000);

  test('for a wrong CDK8S_EGRESS_CHECK', () => {
    const program = `new (require('${lib}').EgressApp)({ outdir: '${join(tmpdir(), 'never-written')}' }).synth();`;
    const { status, stderr } = run(program, { CDK8S_EGRESS_CHECK: 'yes' });
    expect(status).toBe(1);
    expect(stderr.match(/got yes; allowed: 1, true, 0, false/g)).toHaveLength(1);
    expect(stderr).not.toMatch(/^ +at /m);
  }, 60_000);
});

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '../child';
import { command } from './terminal';

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: b}\nspec: {ports: [{port: 80}]}\n';

/** A folder for GitOps: manifests, and files of other tools. */
const FILES = {
  'service.yaml': SERVICE.replace('80', '"80"'),
  'kustomization.yaml': 'resources: [service.yaml]\n',
  'tsconfig.json': '{"compilerOptions": {"strict": true}}\n',
  'package.json': '{"name": "a", "version": "1.0.0"}\n',
  'chart/Chart.yaml': 'apiVersion: v2\nname: a\nversion: 0.1.0\n',
  'chart/values.yaml': 'replicas: 1\n',
  'chart/templates/service.yaml': 'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'foreign-'));
  for (const [name, text] of Object.entries(FILES)) write(name, text);
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

const check = (...args: string[]) => command(['check', folder, '--now', '2026-11-23', ...args]);

test('a file that cannot be read does not hide the findings of others, and its finding names --exclude', async () => {
  const { code, stdout, stderr } = await check();
  expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
  expect(stdout).toContain('chart/templates/service.yaml:4:10  error input/document');
  expect(stdout).toContain('exclude this file with --exclude');
  expect(stdout).toContain('service.yaml:4:17  error schema/type  Service b/a  spec.ports[0].port');
  expect(stdout).toMatch(
    /\n2 errors, no warnings in 1 object; 5 files skipped: no Kubernetes objects; 1 input could not be read: objects reported as missing may be in it\n$/,
  );
});

test('excluded files are not read', async () => {
  const { code, stdout } = await check('--exclude', 'templates', '--exclude', 'chart/*.yaml', '--exclude', '*.json');
  expect(code).toBe(1);
  expect(stdout).toMatch(/\n1 error, no warnings in 1 object; 1 file skipped: no Kubernetes objects\n$/);
});

test('files of other tools are skipped', async () => {
  write('service.yaml', SERVICE);
  const { code, stdout } = await check('--exclude', 'templates');
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: 'no errors, no warnings in 1 object; 5 files skipped: no Kubernetes objects\n',
  });
});

test('every format contains findings of inputs and of objects', async () => {
  const json = JSON.parse((await check('--format', 'json')).stdout);
  expect(json).toMatchObject({ objects: 1, skipped: 5, unread: 1 });
  const rules = json.findings.map(({ rule }: { rule: string }) => rule);
  expect(rules).toEqual(['input/document', 'schema/type']);
  const sarif = JSON.parse((await check('--format', 'sarif')).stdout);
  expect(sarif.runs[0].results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(rules);
  const github = (await check('--format', 'github')).stdout;
  expect(github.match(/title=[a-z/]+/g)).toEqual(rules.map((rule: string) => `title=${rule}`));
});

test('SARIF contains the finding of a missing file', async () => {
  const { code, stdout } = await check(join(folder, 'missing.yaml'), '--exclude', 'templates', '--format', 'sarif');
  expect(code).toBe(2);
  const [location] = JSON.parse(stdout).runs[0].results.map(({ locations }: { locations: object[] }) => locations[0]);
  expect(location).toMatchObject({ physicalLocation: { artifactLocation: { uri: expect.stringContaining('missing.yaml') } } });
  expect(location.physicalLocation.region).toBeUndefined();
});

test('files without objects are an error, because nothing was checked', async () => {
  const { code, stdout } = await command(['check', join(folder, 'chart/values.yaml'), join(folder, 'package.json')]);
  expect(code).toBe(2);
  expect(stdout).toContain('got no Kubernetes objects; allowed: manifests');
});

test.each([
  '<(cat service.yaml) <(cat other.yaml)',
  '/dev/stdin other.yaml < service.yaml',
  '/dev/fd/3 other.yaml 3< <(cat service.yaml)',
])(
  'bash: check %s reads the pipes',
  (args) => {
    write('other.yaml', SERVICE.replace('name: a', 'name: c'));
    const main = `"${process.execPath}" --import "${require.resolve('tsx')}" "${join(ROOT, 'lib/cli/main.ts')}"`;
    const { status, stdout } = spawnSync('bash', ['-c', `${main} check ${args}`], { cwd: folder, encoding: 'utf8' });
    expect(stdout).toContain('1 error, no warnings in 2 objects\n');
    expect(status).toBe(1);
  },
  30_000,
);

test('a pipe without objects is an error, even if other files have objects', () => {
  const main = `"${process.execPath}" --import "${require.resolve('tsx')}" "${join(ROOT, 'lib/cli/main.ts')}"`;
  const { status, stdout } = spawnSync('bash', ['-c', `${main} check service.yaml <(true)`], { cwd: folder, encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stdout).toMatch(/^\/dev\/fd\/\d+ {2}error input\/file\n {2}got no Kubernetes objects; /);
}, 30_000);

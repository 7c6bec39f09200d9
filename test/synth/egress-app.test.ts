import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { EgressApp, EgressError, RequestRule } from '../../lib';
import { findings } from '../findings';
import { exit, gateway, host, NOW, policy } from '../kit';
import { Manifests, synth } from '../manifests';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'egress-app-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** The manifests in the folder, without the index. test/synth/index-file.test.ts tests the index. */
const inFolder = () => {
  const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
};
const app = () => new EgressApp({ now: NOW, outdir: folder });

describe('synth', () => {
  test('writes one file per chart, each beginning with ---', () => {
    const it = app();
    exit(new Chart(it, 'egress'));
    new ApiObject(new Chart(it, 'client'), 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'config' } });
    it.synth();
    const files = inFolder();
    expect(Object.keys(files)).toEqual(['client.k8s.yaml', 'egress.k8s.yaml']);
    for (const text of Object.values(files)) expect(text).toMatch(/^---\n/);
    expect(new Manifests(files['client.k8s.yaml'] ?? '').names).toEqual(['ConfigMap/config']);
  });

  test('writes an empty document only for an empty chart', () => {
    const it = app();
    new Chart(it, 'empty');
    exit(new Chart(it, 'egress'));
    it.synth();
    const { 'empty.k8s.yaml': empty, 'egress.k8s.yaml': full = '' } = inFolder();
    expect(empty).toBe('---\n');
    expect(full.match(/^---$/gm)).toHaveLength(new Manifests(full).all.length);
  });

  test('writes what synthYaml returns', () => {
    const it = app();
    host(new Chart(it, 'hosts'), exit(new Chart(it, 'egress')));
    it.synth();
    expect(Object.values(inFolder()).join('')).toBe(it.synthYaml());
  });

  test('writes and changes nothing if there is an error', () => {
    // GIVEN a folder as an earlier run left it
    const good = app();
    exit(new Chart(good, 'egress'));
    good.synth();
    const before = inFolder();
    // WHEN
    const bad = app();
    new Chart(bad, 'a-new-file');
    host(new Chart(bad, 'hosts'), exit(new Chart(bad, 'egress')), { port: 0 });
    // THEN
    expect(() => bad.synth()).toThrow(EgressError);
    expect(inFolder()).toEqual(before);
  });

  test('says when an authorization server will restart, and not for a rule of a host', () => {
    const notes: string[] = [];
    const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => notes.push(String(text)) > 0);
    const run = (message: string, methods: readonly string[]) => {
      const it = app();
      const chart = new Chart(it, 'egress');
      const through = gateway(chart);
      policy(chart, through, { message });
      host(chart, through, { requests: [RequestRule.allow({ name: 'one', methods })] });
      it.synth();
      return notes.splice(0).filter((text) => text.startsWith('note'));
    };
    expect(run('no', ['GET'])).toEqual([]);
    expect(run('no', ['GET', 'POST'])).toEqual([]);
    expect(run('ask SEC', ['GET'])).toEqual([
      'note: the request policy in egress.k8s.yaml changes; its authorization server restarts when it is applied\n',
    ]);
    expect(run('ask SEC', ['GET'])).toEqual([]);
    write.mockRestore();
  });

  test('writes nothing if an object cannot be created', () => {
    const it = app();
    const chart = new Chart(it, 'egress');
    exit(chart);
    const broken = new ApiObject(chart, 'broken', { apiVersion: 'v1', kind: 'ConfigMap' });
    jest.spyOn(broken, 'toJson').mockImplementation(() => {
      throw new Error('out of order');
    });
    expect(() => it.synth()).toThrow('out of order');
    expect(inFolder()).toEqual({});
  });
});

describe('findings', () => {
  test('of all constructs are reported together', () => {
    const it = app();
    const chart = new Chart(it, 'egress');
    const through = exit(chart, { replicas: 0 });
    host(chart, through, { port: 0, host: '10.0.0.1', name: 'one' }, 'one');
    host(chart, through, { timeout: 'soon' }, 'two');
    expect(findings(it).map(({ construct, path }) => `${construct} ${path}`)).toEqual([
      'egress/gateway (EgressGateway) replicas',
      'egress/one (ExternalHost) host',
      'egress/one (ExternalHost) port',
      'egress/two (ExternalHost) timeout',
    ]);
  });

  test('of constructs of other libraries are reported too', () => {
    const it = app();
    const chart = new Chart(it, 'egress');
    chart.node.addValidation({ validate: () => ['no owner'] });
    expect(findings(it)).toMatchInlineSnapshot(`
[
  {
    "allowed": "no validation errors of the construct",
    "construct": "egress",
    "fix": "correct the construct as its message describes",
    "got": "no owner",
    "path": "",
    "rule": "input/construct",
    "severity": "error",
  },
]
`);
  });

  test('are empty for a correct app, and nothing is printed', () => {
    const it = app();
    exit(new Chart(it, 'egress'));
    expect(synth(it).stderr).toBe('');
  });
});

test('an app is checked for the given platform', () => {
  const it = new EgressApp({ now: NOW, outdir: folder, platform: { kgateway: '2.2' } });
  exit(new Chart(it, 'egress'));
  expect(synth(it).manifests.get('GatewayExtension', 'authz').spec).toHaveProperty('type', 'ExtAuth');
});

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Chart, Testing, Yaml } from 'cdk8s';
import { EgressApp } from '../lib';
import { Clone, filesIn, ROOT, yamlOf } from './child';
import { type Manifest, Manifests } from './manifests';

const dist = filesIn(join(ROOT, 'dist'));
const objects = (files: Record<string, string>) => new Manifests(yamlOf(files).join('')).all;
const TSX = ['--require', 'tsx/cjs', 'main.ts'];

// Each test starts processes, which are slow on a busy machine.
jest.setTimeout(60_000);

let clone: Clone;
beforeEach(() => {
  clone = new Clone();
});
afterEach(() => {
  clone.remove();
});

/** Changes the app, and runs it. */
function runWith(from: string, to: string) {
  const main = join(clone.path, 'main.ts');
  const text = readFileSync(main, 'utf8');
  expect(text).toContain(from);
  writeFileSync(main, text.replace(from, to));
  return clone.run(...TSX);
}

const name = ({ kind, metadata }: Manifest) => `${kind} ${[metadata.namespace, metadata.name].filter(Boolean).join('/')}`;

/** The objects that only one side has, or that differ. */
function changed(before: Record<string, string>, after: Record<string, string>): string[] {
  const index = (files: Record<string, string>) =>
    new Map(objects(files).map((object) => [name(object), JSON.stringify(object)]));
  const [old, young] = [index(before), index(after)];
  return [...new Set([...old.keys(), ...young.keys()])].filter((key) => old.get(key) !== young.get(key)).sort();
}

/** The charts of main.ts. It runs in this process and writes nothing. */
function charts(): Chart[] {
  const made: EgressApp[] = [];
  const synth = jest.spyOn(EgressApp.prototype, 'synth').mockImplementation(function (this: EgressApp) {
    made.push(this);
  });
  require('../main');
  synth.mockRestore();
  return made.flatMap((app) => app.charts);
}

describe('the reference app', () => {
  const all = charts();

  test('has a chart for the gateway and one for a client', () => {
    expect(all.map(({ node }) => node.id)).toEqual(['egress', 'client']);
  });

  test.each(all.map((chart) => [chart.node.id, chart] as const))('makes, in the chart %s', (_, chart) => {
    expect(Yaml.stringify(...Testing.synth(chart))).toMatchSnapshot();
  });

  test('is short', () => {
    expect(readFileSync(join(ROOT, 'main.ts'), 'utf8').trimEnd().split('\n').length).toBeLessThan(90);
  });

  test('writes dist/ as committed, byte for byte, and reports no warning', () => {
    expect(clone.run(...TSX)).toEqual(expect.objectContaining({ status: 0, stdout: '', stderr: '' }));
    expect(filesIn(clone.out)).toEqual(dist);
  });

  test('has the policies of the clients before their pods', () => {
    expect(new Manifests(dist['client.k8s.yaml'] ?? '').all.map(({ kind }) => kind)).toEqual([
      ...['Namespace', 'Namespace'],
      ...['NetworkPolicy', 'ServiceAccount', 'NetworkPolicy', 'ServiceAccount'],
      ...['Deployment', 'Deployment'],
    ]);
  });

  test('begins every file with ---', () => {
    for (const text of yamlOf(dist)) expect(text).toMatch(/^---\n/);
  });

  test('makes everything that a governed path needs', () => {
    expect(objects(dist).map(name).sort()).toEqual([
      'AuthorizationPolicy egress-system/egress-kgateway-http',
      'AuthorizationPolicy egress-system/egress-kgateway-reports',
      'AuthorizationPolicy egress-system/kyverno-authz-server',
      'BackendConfigPolicy egress-system/egress-kgateway',
      'BackendTLSPolicy egress-system/api.example.com',
      'ClusterRole egress-lookups',
      'ClusterRole egress-reports',
      'ConfigMap egress-system/kyverno-authz-server-policy',
      'Deployment egress-system/kyverno-authz-server',
      'Deployment team-a/curl-test-client',
      'Deployment team-b/curl-test-client',
      'DirectResponse egress-system/egress-kgateway-refusal',
      'Gateway egress-system/egress-kgateway',
      'GatewayExtension egress-system/kyverno-authz-server',
      'GatewayParameters egress-system/egress-kgateway',
      'HTTPRoute egress-system/api.example.com',
      'HTTPRoute egress-system/egress-kgateway-unknown-hosts',
      'HTTPRoute egress-system/ollama',
      'ListenerPolicy egress-system/egress-kgateway',
      'Namespace egress-system',
      'Namespace team-a',
      'Namespace team-b',
      'NetworkPolicy egress-system/egress-kgateway',
      'NetworkPolicy egress-system/egress-kgateway-default-deny',
      'NetworkPolicy egress-system/kyverno-authz-server',
      'NetworkPolicy team-a/only-by-the-gateway',
      'NetworkPolicy team-b/only-by-the-gateway',
      'PeerAuthentication egress-system/egress-kgateway',
      'PeerAuthentication egress-system/kyverno-authz-server',
      'PodDisruptionBudget egress-system/kyverno-authz-server',
      'Service egress-system/kyverno-authz-server',
      'ServiceAccount team-a/agent',
      'ServiceAccount team-b/reports',
      'ServiceEntry egress-system/api.example.com',
      'ServiceEntry egress-system/ollama',
      'TrafficPolicy egress-system/api.example.com',
      'TrafficPolicy egress-system/kyverno-authz-server',
      'TrafficPolicy egress-system/ollama',
      'ValidatingPolicy egress-approval',
      'ValidatingPolicy egress-content',
      'ValidatingPolicy egress-decision',
      'ValidatingPolicy egress-endpoints',
      'ValidatingPolicy egress-exceptions',
      'ValidatingPolicy egress-hostnames',
      'ValidatingPolicy egress-identities',
      'ValidatingPolicy egress-isolation',
      'ValidatingPolicy egress-names',
      'ValidatingPolicy egress-pods',
      'ValidatingPolicy egress-routes',
      'ValidatingPolicy egress-targets',
    ]);
  });

  test('keeps the objects that kgateway reads in the namespace of the gateway', () => {
    const outside = objects(dist).filter(({ metadata }) => metadata.namespace !== 'egress-system');
    expect(outside.map(name).sort()).toEqual([
      'ClusterRole egress-lookups',
      'ClusterRole egress-reports',
      'Deployment team-a/curl-test-client',
      'Deployment team-b/curl-test-client',
      'Namespace egress-system',
      'Namespace team-a',
      'Namespace team-b',
      'NetworkPolicy team-a/only-by-the-gateway',
      'NetworkPolicy team-b/only-by-the-gateway',
      'ServiceAccount team-a/agent',
      'ServiceAccount team-b/reports',
      'ValidatingPolicy egress-approval',
      'ValidatingPolicy egress-content',
      'ValidatingPolicy egress-decision',
      'ValidatingPolicy egress-endpoints',
      'ValidatingPolicy egress-exceptions',
      'ValidatingPolicy egress-hostnames',
      'ValidatingPolicy egress-identities',
      'ValidatingPolicy egress-isolation',
      'ValidatingPolicy egress-names',
      'ValidatingPolicy egress-pods',
      'ValidatingPolicy egress-routes',
      'ValidatingPolicy egress-targets',
    ]);
  });

  test('contains no approval that admission would reject', () => {
    const { metadata } = new Manifests(yamlOf(dist).join('')).get('ServiceEntry', 'ollama');
    expect(metadata.labels).toEqual({
      'security.corp/egress-approved': 'true',
      'cdk8s-egress/retry-limit': 'egress-kgateway',
    });
    const annotations = metadata.annotations as Record<string, string>;
    for (const key of ['owner', 'ticket', 'reason', 'approved-by'])
      expect(annotations[`security.corp/egress-${key}`]).toMatch(/\S/);
    for (const key of ['from', 'until']) {
      expect(annotations[`security.corp/egress-${key}`]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    }
  });
});

describe('a change of main.ts', () => {
  test('to a host changes the objects with its name, and the policy for names: no server restarts', () => {
    expect(runWith("host: 'host.docker.internal'", "host: 'models.example.com'").status).toBe(0);
    expect(changed(dist, filesIn(clone.out))).toEqual([
      'HTTPRoute egress-system/ollama',
      'ServiceEntry egress-system/ollama',
      'TrafficPolicy egress-system/ollama',
      'ValidatingPolicy egress-names',
    ]);
  });

  test('to an approval changes only the destination, and what its route says of the approval', () => {
    expect(runWith("ticket: 'SEC-12'", "ticket: 'SEC-14'").status).toBe(0);
    expect(changed(dist, filesIn(clone.out))).toEqual([
      'ServiceEntry egress-system/ollama',
      'TrafficPolicy egress-system/ollama',
    ]);
  });

  test('to a caller changes only the policy that admits it', () => {
    const more = "callers: [agent, Caller.serviceAccount('team-a', 'batch')]";
    expect(runWith('callers: [agent]', more).status).toBe(0);
    expect(changed(dist, filesIn(clone.out))).toEqual(['AuthorizationPolicy egress-system/egress-kgateway-http']);
  });

  test('to a timeout changes only its policy', () => {
    expect(runWith("timeout: '45s'", "timeout: '60s'").status).toBe(0);
    expect(changed(dist, filesIn(clone.out))).toEqual(['TrafficPolicy egress-system/ollama']);
  });

  test('to an invalid value is reported, and no file changes', () => {
    mkdirSync(clone.out);
    writeFileSync(join(clone.out, 'egress.k8s.yaml'), 'as it was\n');
    const { status, stderr } = runWith('port: 11434', 'port: 0');
    expect(status).toBe(1);
    expect(stderr).toContain(
      'EgressError: 1 error, nothing was written\n\ninput/port  egress/ollama (ExternalHost)  port\n  got 0; allowed: ',
    );
    expect(filesIn(clone.out)).toEqual({ 'egress.k8s.yaml': 'as it was\n' });
  });
});

describe('the cdk8s command', () => {
  const cdk8s = (...args: string[]) =>
    clone.run(join(clone.path, 'node_modules/cdk8s-cli/bin/cdk8s'), 'synth', '--no-check-upgrade', ...args);

  test('writes the same bytes', () => {
    expect(cdk8s('--output', clone.out).status).toBe(0);
    expect(filesIn(clone.out)).toEqual(dist);
  });

  test('prints the same objects, as one stream of valid YAML', () => {
    const { status, stdout } = cdk8s('--stdout');
    expect(status).toBe(0);
    // The command reads the files in any order.
    const byName = (all: readonly Manifest[]) => [...all].sort((a, b) => name(a).localeCompare(name(b)));
    expect(byName(new Manifests(stdout).all)).toEqual(byName(objects(dist)));
  });
});

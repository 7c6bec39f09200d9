import { parse, parseAllDocuments } from 'yaml';
import { EgressGovernance, type EgressGovernanceProps } from '../../../lib';
import { fixturesOf } from '../../../lib/constructs/governance/fixture-objects';
import { DEFAULT_APPROVAL_KEYS } from '../../../lib/core/labels';
import { sideFilesOf } from '../../../lib/core/side-files';
import { findings, refusal } from '../../findings';
import { egress, exit, NOW } from '../../kit';
import { manifests } from '../../manifests';
import { verdict } from './admission-verdict';

/** The files of a governance by name. */
function files(props: Partial<EgressGovernanceProps> = {}): Readonly<Record<string, string>> {
  const { app, chart } = egress();
  const gateways = [exit(chart)];
  const made = new EgressGovernance(chart, 'governance', { name: 'egress', gateways, fixtures: true, ...props });
  const written = sideFilesOf(made)?.(manifests(app).all) ?? [];
  return Object.fromEntries(written.map(({ path, content }) => [path, content]));
}

const documents = (yaml: string | undefined) => parseAllDocuments(yaml ?? '').map((one) => one.toJS());

interface Result {
  readonly policy: string;
  readonly kind: string;
  readonly resources: readonly string[];
  readonly result: string;
}

const resultsOf = (yaml: string | undefined) => (parse(yaml ?? '') as { results: Result[] }).results;

test('writes policies, objects, values and results only on request', () => {
  expect(Object.keys(files())).toEqual(['kyverno-test', 'policies', 'resources', 'values'].map((name) => `egress/${name}.yaml`));
  const { chart } = egress();
  expect(sideFilesOf(new EgressGovernance(chart, 'none', { name: 'none' }))).toBeUndefined();
});

test('has an approved, an unapproved, an ended and an incomplete object of each kind that names a destination', () => {
  const ofApproval = resultsOf(files()['egress/kyverno-test.yaml']).filter(({ policy }) => policy === 'egress-approval');
  expect(ofApproval.map(({ resources, result }) => `${resources}: ${result}`)).toEqual([
    ...['serviceentry', 'workloadentry', 'backend', 'service'].flatMap((kind) => [
      `${kind}-approved: pass`,
      `${kind}-unapproved: fail`,
      `${kind}-ended: fail`,
      `${kind}-incomplete: fail`,
    ]),
    'alias-inside: skip',
  ]);
});

test('each result is about an object and a policy that are there, and what is not tested is listed', () => {
  const {
    'egress/kyverno-test.yaml': tests,
    'egress/policies.yaml': policies,
    'egress/resources.yaml': resources,
  } = files({
    deniedHosts: ['pastebin.com'],
  });
  const named = (yaml: string | undefined) => documents(yaml).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  const results = resultsOf(tests);
  expect(new Set(results.map(({ policy }) => `ValidatingPolicy ${policy}`))).toEqual(new Set(named(policies)));
  expect(results.map(({ kind, resources: [name] }) => `${kind} ${name}`).sort()).toEqual(named(resources).sort());
  expect(tests).toMatch(/^# - updates: /m);
  expect(tests).toMatch(/^# - egress-identities: /m);
  expect(tests).not.toMatch(/^# - egress-approval: /m);
});

test('the results hold at any time', () => {
  const { 'egress/policies.yaml': policies } = files({ deniedHosts: ['pastebin.com'] });
  const specs = new Map(documents(policies).map(({ metadata, spec }) => [metadata.name, spec]));
  const settings = {
    ...{ name: 'egress', keys: DEFAULT_APPROVAL_KEYS, namespaces: ['egress-system'], gateways: { 'egress-system': ['exit'] } },
    denied: ['pastebin.com'],
  };
  const judged = ['approval', 'decision', 'denied', 'endpoints', 'hostnames', 'pods'];
  for (const now of [NOW, new Date('2099-12-31T23:00:00Z')]) {
    for (const { policy, object, result } of fixturesOf(settings).filter((one) => judged.includes(one.policy))) {
      const userInfo = { username: 'somebody', groups: [] };
      const request = { operation: 'CREATE', namespace: object.metadata.namespace, userInfo };
      const got = verdict(specs.get(`egress-${policy}`), object, now, { request });
      const means = got === 'accepted' ? 'pass' : got.startsWith('not matched') ? 'skip' : 'fail';
      expect([policy, object.metadata.name, means]).toEqual([policy, object.metadata.name, result]);
    }
  }
});

test('beside native policies, tests what Kyverno judges; without Kyverno, they are an error', () => {
  const tested = resultsOf(files({ engine: 'both' })['egress/kyverno-test.yaml']).map(({ policy }) => policy);
  expect([...new Set(tested)]).toContain('egress-approval');
  expect(tested).not.toContain('egress-pods');
  const { app, chart } = egress();
  new EgressGovernance(chart, 'governance', { name: 'egress', engine: 'native', fixtures: true });
  expect(refusal(app)).toMatch(/got true, with engine: 'native'; allowed: engine: 'kyverno' or 'both'/);
  const other = egress();
  new EgressGovernance(other.chart, 'governance', { name: 'egress', fixtures: 'yes' as never });
  expect(findings(other.app)).toMatchObject([{ rule: 'input/property', path: 'fixtures' }]);
});

import type { SideFile } from '../../core/side-files';
import type { Manifest } from '../../manifests/manifest';
import { emitDocuments } from '../../manifests/write/emit';
import { type Fixture, type FixtureSettings, fixturesOf } from './fixture-objects';

const CLI = 'cli.kyverno.io/v1alpha1';

/** The tests of the policies, for `kyverno test`: the policies, objects, and what each policy says of each object. */
export function fixtureFiles(settings: FixtureSettings, manifests: readonly object[]): SideFile[] {
  const policies = (manifests as readonly Manifest[]).filter((one) => one.kind === 'ValidatingPolicy' && judges(one));
  const made = new Set(policies.map(({ metadata }) => metadata.name));
  const fixtures = fixturesOf(settings).filter(({ policy }) => made.has(policyOf(settings, policy)));
  const tested = new Set(fixtures.map(({ policy }) => policyOf(settings, policy)));
  const untested = [...made].filter((name) => !tested.has(name));
  const file = (name: string, content: string) => ({ path: `${settings.name}/${name}`, content });
  return [
    file('kyverno-test.yaml', `${commentOf(settings, untested)}${yaml(testOf(settings, fixtures))}`),
    file('policies.yaml', yaml(...policies.filter(({ metadata }) => tested.has(metadata.name)))),
    file('resources.yaml', yaml(...fixtures.map(({ object }) => object))),
    file('values.yaml', yaml(valuesOf(fixtures))),
  ];
}

/** Beside native policies, some of Kyverno only report. */
function judges({ spec }: Manifest): boolean {
  const { evaluation } = spec as { evaluation?: { admission?: { enabled?: boolean } } };
  return evaluation?.admission?.enabled !== false;
}

const policyOf = ({ name }: FixtureSettings, suffix: string) => `${name}-${suffix}`;
const yaml = (...objects: readonly object[]) => emitDocuments(objects as Manifest[]).toString();

function commentOf({ name }: FixtureSettings, untested: readonly string[]): string {
  const lines = [
    `Tests of the policies of EgressGovernance "${name}". Run: kyverno test . (with the CLI of Kyverno 1.19)`,
    'Generated. Nothing here is applied to a cluster: approved objects are approved until 2100, and ended ones ended in 2021.',
    'The CLI cannot test:',
    '- updates: it takes the new object for the old one too, so that rules about changes find none',
    '- deletions, tokens and other subresources',
    '- who writes: one user stands for a whole file',
    ...untested.map((policy) => `- ${policy}: its rules are about these, or about several objects`),
  ];
  return lines.map((line) => `# ${line}\n`).join('');
}

function testOf(settings: FixtureSettings, fixtures: readonly Fixture[]): object {
  return {
    apiVersion: CLI,
    kind: 'Test',
    metadata: { name: settings.name },
    policies: ['policies.yaml'],
    resources: ['resources.yaml'],
    variables: 'values.yaml',
    results: fixtures.map(({ policy, object, result }) => ({
      policy: policyOf(settings, policy),
      isValidatingPolicy: true,
      kind: object.kind,
      resources: [object.metadata.name],
      result,
    })),
  };
}

/** The labels of namespaces, which selectors of the policies read. */
function valuesOf(fixtures: readonly Fixture[]): object {
  const names = [...new Set(fixtures.map(({ object }) => String(object.metadata.namespace)))].sort();
  const namespaces = names.map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
  }));
  const namespaceSelector = names.map((name) => ({ name, labels: { 'kubernetes.io/metadata.name': name } }));
  return { apiVersion: CLI, kind: 'Values', metadata: { name: 'values' }, namespaceSelector, namespaces };
}

import { Chart } from 'cdk8s';
import { EgressApp, EgressGovernance, type EgressGovernanceProps } from '../../../lib';
import { gateway, policy } from '../../kit';
import { manifests } from '../../manifests';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly resources: readonly string[];
}

interface Spec {
  readonly evaluation?: { readonly background: { readonly enabled: boolean } };
  readonly matchConstraints: { readonly resourceRules: readonly Rule[] };
}

function policies(kind: string, props: Partial<EgressGovernanceProps> = {}): readonly (readonly [string, Spec])[] {
  const app = new EgressApp();
  const chart = new Chart(app, 'governance');
  const gateways = [gateway(chart)];
  for (const one of gateways) policy(chart, one);
  new EgressGovernance(chart, 'governance', { name: 'egress', gateways, deniedHosts: ['pastebin.com'], ...props });
  return manifests(app)
    .ofKind(kind)
    .map(({ metadata, spec }) => [metadata.name, spec as Spec]);
}

/** The kinds of rules for all versions, or of those for certain ones. */
function kinds({ matchConstraints: { resourceRules } }: Spec, ofAll: boolean): string[] {
  const rules = resourceRules.filter(({ apiVersions }) => apiVersions.includes('*') === ofAll);
  const all = rules.flatMap(({ apiGroups, resources }) =>
    apiGroups.flatMap((group) => resources.map((resource) => `${group} ${resource}`)),
  );
  return [...new Set(all)].sort();
}

test('a policy with a background scan has rules for versions of all its kinds, which Kyverno needs to find the objects', () => {
  const scanning = policies('ValidatingPolicy').filter(([, { evaluation }]) => evaluation?.background.enabled);
  expect(scanning.map(([name]) => name)).toEqual(expect.arrayContaining(['egress-approval', 'egress-pods', 'egress-denied']));
  for (const [, spec] of scanning) {
    expect(kinds(spec, false)).toEqual(kinds(spec, true).filter((kind) => !kind.includes('/')));
  }
});

test('the API server accepts no version beside all versions', () => {
  for (const [, { matchConstraints }] of policies('ValidatingPolicy')) {
    for (const { apiVersions } of matchConstraints.resourceRules) expect(apiVersions).toHaveLength(1);
  }
});

test('policies without a scan, and native ones, have only rules for all versions', () => {
  const silent = policies('ValidatingPolicy').filter(([, { evaluation }]) => !evaluation?.background.enabled);
  const native = policies('ValidatingAdmissionPolicy', { engine: 'native' });
  expect([silent.length, native.length].every((count) => count > 3)).toBe(true);
  for (const [, spec] of [...silent, ...native]) expect(kinds(spec, false)).toEqual([]);
});

import type { ValidatingPolicySpec } from '../../../imports/policies.kyverno.io/validating-policy';
import type { EgressGovernanceProps } from '../../../lib';
import { LIMITS, type Row } from '../../conformance/admission/rows';
import { ROWS } from '../../conformance/admission/table';
import { NAMESPACE, variant } from '../../conformance/manifests';
import { written } from './admission-request';

/** The table of the conformance suite, without requests that need an object that exists, another one, or a hash. */
const isAlone = ({ object, how = 'apply', beyondNative }: Row) =>
  object.kind !== 'Namespace' && (how === 'apply' || how === 'create') && beyondNative !== 'lookup' && beyondNative !== 'hash';

const PROPS: Partial<EgressGovernanceProps> = {
  exempt: { users: ['argo'] },
  approvers: { groups: ['egress-approvers'] },
  excludedNamespaces: ['machines'],
};

const policies = variant({ governance: PROPS, approvals: LIMITS })
  .filter(({ kind, metadata }) => kind === 'ValidatingPolicy' && metadata.name !== 'egress-targets')
  .map(({ metadata, spec }) => [metadata.name.replace('egress-', ''), withoutHash(spec as ValidatingPolicySpec)] as const);

function withoutHash(spec: ValidatingPolicySpec): ValidatingPolicySpec {
  return { ...spec, validations: (spec.validations ?? []).filter(({ expression }) => !expression.includes('sha256(')) };
}

const PLURALS: Readonly<Record<string, string>> = { EndpointSlice: 'endpointslices', Endpoints: 'endpoints' };
const pluralOf = (kind: string) =>
  PLURALS[kind] ?? kind.toLowerCase().replace(/(y|s|)$/, (end) => ({ y: 'ies', s: 'ses' })[end] ?? 's');

/** Whether a policy is about such an object. */
function isAbout({ matchConstraints }: ValidatingPolicySpec, { apiVersion, kind, metadata }: Row['object']): boolean {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const values = matchConstraints?.namespaceSelector?.matchExpressions?.[0]?.values;
  if (values && !values.includes(metadata.namespace ?? '')) return false;
  return (matchConstraints?.resourceRules ?? []).some(
    ({ apiGroups = [], resources = [] }) =>
      apiGroups.includes(group) && (resources.includes('*') || resources.includes(pluralOf(kind))),
  );
}

/** The policies that refuse a request, each with its message. */
function refusals({ object, as }: Row): string[] {
  return policies.flatMap(([name, spec]) => {
    if (!isAbout(spec, object)) return [];
    const { user = 'writer', groups = ['writers'] } = as ?? {};
    const got = written(spec, object, { user, groups });
    return /^(accepted|not matched)/.test(got) ? [] : [`${name}: ${got}`];
  });
}

test.each(ROWS.filter(isAlone).map((row) => [row.title, row] as const))('%s', (_, row) => {
  const got = refusals(row);
  if (row.refused.length === 0) expect(got).toEqual([]);
  else expect(got.some((one) => row.refused.some(([by, text]) => one.startsWith(`${by}: `) && one.includes(text)))).toBe(true);
});

test('the table has requests of every policy, more than 120 in all', () => {
  expect(ROWS.length).toBeGreaterThan(120);
  expect(new Set(ROWS.flatMap(({ refused }) => refused.map(([by]) => by))).size).toBe(13);
  expect(NAMESPACE).toBe('egress-system');
});

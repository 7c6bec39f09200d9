import type { ValidatingPolicySpec } from '../../../../imports/policies.kyverno.io/validating-policy';
import { KIND } from '../../../core/kinds';
import { admissionPoliciesOf } from '../../graph/admission-policies';
import type { Rule } from '../base/rule';

/** A policy whose background scans find no objects: Kyverno does not resolve the kinds of all versions there. */
export const unscannedKinds: Rule = {
  id: 'kyverno/unscanned-kinds',
  severity: 'warning',
  summary:
    'background scans do not find the objects, so that policy reports list no object from before and no approval that has ended',
  *check({ graph: { catalogue } }) {
    const policies = admissionPoliciesOf(catalogue);
    for (const object of catalogue.ofKind(KIND.ValidatingPolicy)) {
      const { spec, metadata } = object;
      if (!policies.has(metadata.name) || spec.evaluation?.background?.enabled === false || !judgesKubernetes(spec)) continue;
      const { resourceRules = [] } = spec.matchConstraints ?? {};
      const found = new Set(resourceRules.filter(({ apiVersions = [] }) => !apiVersions.includes('*')).flatMap(kindsOf));
      for (const [index, rule] of resourceRules.entries()) {
        const missing = kindsOf(rule).filter((kind) => !found.has(kind));
        if (missing.length === 0) continue;
        yield {
          object,
          path: ['spec', 'matchConstraints', 'resourceRules', index, 'apiVersions'],
          got: rule.apiVersions,
          allowed: `also a rule with a version of ${(rule.resources ?? []).join(', ')}, such as ['v1']`,
          fix: 'add a second rule with a version, or set evaluation.background.enabled: false',
        };
      }
    }
  },
};

const judgesKubernetes = ({ evaluation }: ValidatingPolicySpec) => (evaluation?.mode ?? 'Kubernetes') === 'Kubernetes';

type ResourceRule = NonNullable<NonNullable<ValidatingPolicySpec['matchConstraints']>['resourceRules']>[number];

/** The kinds of a rule, as groups with resources. Parts of objects, such as their status, are not scanned. */
function kindsOf({ apiGroups = [], resources = [] }: ResourceRule): string[] {
  const whole = resources.filter((resource) => !resource.includes('/'));
  return apiGroups.flatMap((group) => whole.map((resource) => `${group}/${resource}`));
}

import { enforcementsOf } from '../../graph/admission-policies';
import type { Rule } from '../base/rule';

/** An admission policy that reports objects and rejects none, if no other policy rejects objects of the same kind. */
export const auditOnly: Rule = {
  id: 'kyverno/audit-only',
  severity: 'warning',
  summary: 'the policy only reports violations, and every object enters the cluster',
  *check({ graph }) {
    const policies = enforcementsOf(graph.catalogue);
    const governed = new Set(policies.filter(({ rejects }) => rejects).flatMap(({ resources }) => resources));
    for (const { object, path, got, resources, rejects } of policies) {
      const open = resources.filter((resource) => !governed.has(resource));
      if (rejects || open.length === 0) continue;
      yield {
        object,
        path,
        got,
        allowed: `a policy that rejects ${[...new Set(open)].join(', ')}: Deny or Enforce, at admission`,
        fix: "enforce the policy when its reports list no more objects; with EgressGovernance, remove mode: 'audit'",
      };
    }
  },
};

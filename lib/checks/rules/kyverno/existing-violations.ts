import { destinationRulesOf } from '../../graph/admission-policies';
import type { Rule } from '../base/rule';

/** By default, a ClusterPolicy allows an update if the object already violated the rule before. */
export const existingViolations: Rule = {
  id: 'kyverno/existing-violations',
  severity: 'error',
  summary: 'the policy allows updates of destinations that already violate it',
  *check({ graph }) {
    for (const { object, path, validate } of destinationRulesOf(graph.catalogue)) {
      const action = validate.failureAction ?? object.spec.validationFailureAction;
      if (!/^enforce$/i.test(String(action)) || validate.allowExistingViolations === false) continue;
      yield {
        object,
        path: [...path, 'validate', 'allowExistingViolations'],
        got: validate.allowExistingViolations,
        allowed: 'false (the default is true)',
        fix: 'set it to false, or use a ValidatingPolicy of policies.kyverno.io, which has no such exception',
      };
    }
  },
};

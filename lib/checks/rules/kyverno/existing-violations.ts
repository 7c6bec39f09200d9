import { destinationRulesOf } from '../../graph/admission-policies';
import type { Rule } from '../base/rule';

/** Unless told otherwise, a ClusterPolicy lets a change pass when the object broke the rule before. */
export const existingViolations: Rule = {
  id: 'kyverno/existing-violations',
  severity: 'error',
  summary: 'the policy lets destinations be changed that broke it before',
  *check({ graph }) {
    for (const { object, path, validate } of destinationRulesOf(graph.catalogue)) {
      const action = validate.failureAction ?? object.spec.validationFailureAction;
      if (!/^enforce$/i.test(String(action)) || validate.allowExistingViolations === false) continue;
      yield {
        object,
        path: [...path, 'validate', 'allowExistingViolations'],
        got: validate.allowExistingViolations,
        allowed: 'false: the default is true',
        fix: 'set it, or use a ValidatingPolicy of policies.kyverno.io, which has no such exception',
      };
    }
  },
};

import { destinationRulesOf } from '../../graph/admission-policies';
import type { Rule } from '../base/rule';

/** A policy in which `"false"` approves as well as `"true"`: the patterns `?*` and `*` match every value. */
export const anyValueApproves: Rule = {
  id: 'kyverno/any-value-approves',
  severity: 'error',
  summary: 'the policy accepts any value of the label, even "false"',
  *check({ graph }) {
    for (const { object, path, validate } of destinationRulesOf(graph.catalogue)) {
      const { metadata = {} } = (validate.pattern ?? {}) as { metadata?: { labels?: object } };
      for (const [key, value] of Object.entries(metadata?.labels ?? {})) {
        if (value !== '?*' && value !== '*') continue;
        yield {
          object,
          path: [...path, 'validate', 'pattern', 'metadata', 'labels', key],
          got: value,
          allowed: 'the value that means approved, such as "true"',
          fix: 'replace the wildcard with the value that means approved',
        };
      }
    }
  },
};

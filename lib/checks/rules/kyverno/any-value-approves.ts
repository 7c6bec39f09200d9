import { destinationRulesOf } from '../../graph/admission-policies';
import type { Rule } from '../base/rule';

/** `?*` and `*` take every value: `"false"` approves as well as `"true"`. */
export const anyValueApproves: Rule = {
  id: 'kyverno/any-value-approves',
  severity: 'error',
  summary: 'the policy takes any value of the label, "false" too',
  *check({ graph }) {
    for (const { object, path, validate } of destinationRulesOf(graph.catalogue)) {
      const { metadata = {} } = (validate.pattern ?? {}) as { metadata?: { labels?: object } };
      for (const [key, value] of Object.entries(metadata?.labels ?? {})) {
        if (value !== '?*' && value !== '*') continue;
        yield {
          object,
          path: [...path, 'validate', 'pattern', 'metadata', 'labels', key],
          got: value,
          allowed: 'the one value that approves, such as "true"',
          fix: 'write the value',
        };
      }
    }
  },
};

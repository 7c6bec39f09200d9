import { destinationMatchesOf } from '../../graph/admission-policies';
import type { Rule } from '../base/rule';

/** An approval that is asked of some names is not asked of all others. */
export const approvalByName: Rule = {
  id: 'kyverno/approval-by-name',
  severity: 'error',
  summary: 'the policy looks at destinations of some names only: under any other name they enter unseen',
  *check({ graph }) {
    for (const { object, path, names } of destinationMatchesOf(graph.catalogue)) {
      if (names.length === 0 || names.includes('*')) continue;
      yield {
        object,
        path,
        got: names,
        allowed: 'every object of the kind',
        fix: 'leave the names out',
      };
    }
  },
};

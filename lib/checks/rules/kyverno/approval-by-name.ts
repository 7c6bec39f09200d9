import { destinationMatchesOf } from '../../graph/admission-policies';
import type { Rule } from '../base/rule';

/** A policy that requires an approval of destinations with certain names, and of no others. */
export const approvalByName: Rule = {
  id: 'kyverno/approval-by-name',
  severity: 'error',
  summary: 'the policy only matches certain names, so destinations with other names need no approval',
  *check({ graph }) {
    for (const { object, path, names } of destinationMatchesOf(graph.catalogue)) {
      if (names.length === 0 || names.includes('*')) continue;
      yield {
        object,
        path,
        got: names,
        allowed: 'all objects of the kind',
        fix: 'remove the names, so that the policy matches all objects of the kind',
      };
    }
  },
};

import type { Rule } from '../base/rule';

/** The authorization server allows requests that no policy decides. */
export const noFinalDeny: Rule = {
  id: 'kyverno/no-final-deny',
  severity: 'error',
  summary: 'the request policy leaves some requests undecided, and the server allows those',
  *check({ graph }) {
    for (const { object, path, denies } of graph.requestPolicies) {
      if (denies !== false) continue;
      yield {
        object,
        path,
        got: 'a policy that does not end with an unconditional denial',
        allowed: 'no matchConditions, and envoy.Denied(403).Response() as the last validation or its last branch',
        fix: 'end the policy with such a denial, and move matchConditions into the validations before it',
      };
    }
  },
};

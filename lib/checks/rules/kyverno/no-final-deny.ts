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
        got: 'a policy that leaves some requests undecided, or that denies none',
        allowed: 'no matchConditions, and validations that answer every request and deny some',
        fix: 'end the validations with envoy.Denied(403).Response(), and move matchConditions into the validations before it',
      };
    }
  },
};

import type { Rule } from '../base/rule';

/** The authorization server lets pass what no policy decides. */
export const noFinalDeny: Rule = {
  id: 'kyverno/no-final-deny',
  severity: 'error',
  summary: 'the request policy leaves requests undecided, and the server lets those pass',
  *check({ graph }) {
    for (const { object, path, denies } of graph.requestPolicies) {
      if (denies !== false) continue;
      yield {
        object,
        path,
        got: 'a policy that does not end in a refusal without condition',
        allowed: 'no matchConditions, and envoy.Denied(403).Response() as the last answer, or as the last branch of it',
        fix: 'end the policy with such a refusal; put conditions into the answers before it',
      };
    }
  },
};

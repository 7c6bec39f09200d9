import type { Rule } from '../base/rule';

/** With `failurePolicy: Ignore`, a request for which an expression fails is decided by no policy, and allowed. */
export const policyIgnoresFailures: Rule = {
  id: 'kyverno/policy-ignores-failures',
  severity: 'error',
  summary: 'the request policy allows a request when the evaluation of an expression fails',
  *check({ graph }) {
    for (const { object, path, spec } of graph.requestPolicies) {
      if (spec.failurePolicy !== 'Ignore') continue;
      yield {
        object,
        path: object.kind === 'ConfigMap' ? path : ['spec', 'failurePolicy'],
        got: 'failurePolicy: Ignore',
        allowed: 'failurePolicy: Fail, which is the default',
        fix: 'remove failurePolicy, or set it to Fail',
      };
    }
  },
};

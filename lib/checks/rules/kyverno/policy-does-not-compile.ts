import { showPath } from '../../../core/path';
import { unreadablePoliciesOf } from '../../graph/request-policies';
import type { Rule } from '../base/rule';

/** The authorization server drops all policies of a source when one does not compile, and stays ready. */
export const policyDoesNotCompile: Rule = {
  id: 'kyverno/policy-does-not-compile',
  severity: 'error',
  summary: 'the request policy does not compile: the authorization server drops all policies beside it and allows every request',
  *check({ graph }) {
    for (const { object, path, message } of unreadablePoliciesOf(graph.catalogue)) {
      yield {
        object,
        path,
        got: `a policy that is not valid YAML: ${message}`,
        allowed: 'YAML that kubectl reads',
        fix: 'correct the document; write an expression that contains a colon and a space as a block: "expression: >-"',
      };
    }
    for (const { object, path, isCompiled, verdict } of graph.requestPolicies) {
      if (!isCompiled) continue;
      for (const problem of verdict.problems) {
        const inPolicy = ['spec', ...problem.path];
        yield {
          object,
          path: object.kind === 'ConfigMap' ? path : inPolicy,
          got: `${showPath(inPolicy)}, line ${problem.line}, column ${problem.column}: ${problem.message}`,
          allowed: 'CEL that compiles in the environment of the authorization server 0.4',
          fix: 'correct the expression',
        };
      }
    }
  },
};

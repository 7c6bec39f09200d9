import { showPath } from '../../../core/path';
import { namesWithoutText } from '../../graph/request-policies';
import type { Rule } from '../base/rule';

/** An unquoted `y`, `n`, `on` or `no` is a boolean in YAML 1.1, which the server reads; it then skips the whole document. */
export const policyVariableName: Rule = {
  id: 'kyverno/policy-variable-name',
  severity: 'error',
  summary: 'a name in the request policy is not a text: the authorization server skips the policy and allows every request',
  *check({ graph }) {
    for (const { object, path, spec } of graph.requestPolicies) {
      for (const { path: inPolicy, name } of namesWithoutText(spec)) {
        yield {
          object,
          path: object.kind === 'ConfigMap' ? path : inPolicy,
          got: `${showPath(inPolicy)} is ${JSON.stringify(name)}, not a text`,
          allowed: 'a text; YAML 1.1 reads y, n, yes, no, on and off without quotes as booleans, and digits as numbers',
          fix: 'put the name in quotes, or use another name',
        };
      }
    }
  },
};

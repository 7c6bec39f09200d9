import type { Objection } from '../../../object/objection';
import type { RuleContext } from '../rule';

/** Request policies with functions, types or fields that are unknown, and those in the format of plugin 0.1 and 0.2. */
export function* requestPoliciesNotJudged({ graph }: RuleContext): Iterable<Objection> {
  for (const { object, path, isCompiled, verdict } of graph.requestPolicies) {
    if (!isCompiled) {
      yield { object, path, got: `a policy for plugin 0.1 or 0.2, as ${object.apiVersion}`, allowed: ALLOWED, fix: REVIEW };
    } else if (verdict.unknown.length > 0) {
      yield { object, path, got: `CEL with ${verdict.unknown.join(', ')}`, allowed: ALLOWED, fix: REVIEW };
    }
  }
}

const ALLOWED = 'a policy whose CEL this library knows: the functions of the authorization server 0.4';
const REVIEW = 'review the policy yourself, and waive this finding with the result';

import { DECISION_HEADER } from '../../../core/decision-header';
import type { EgressGraph, RouteRule } from '../../graph';
import { egressExtensions, extensionOf } from '../../graph/extensions';
import type { Rule } from '../base/rule';

/** A rule that requires the decision but never matches, because Envoy selects the rule before the decision only. */
export const routeCache: Rule = {
  id: 'egress/route-cache',
  severity: 'error',
  summary: 'Envoy does not select the route again after the decision, so every request is refused',
  *check({ graph }) {
    const lacking = new Set(egressExtensions(graph).filter(({ spec }) => spec.extAuth?.clearRouteCache !== true));
    if (lacking.size === 0) return;
    for (const rule of graph.egressRoutes.flatMap(({ rules }) => rules.filter(requiresDecision))) {
      const extensions = extensionsOf(rule, graph);
      if (extensions.length === 0 || !extensions.every((each) => each && lacking.has(each))) continue;
      for (const object of extensions) {
        if (!object || !lacking.delete(object)) continue;
        yield {
          object,
          path: ['spec', 'extAuth', 'clearRouteCache'],
          got: object.spec.extAuth?.clearRouteCache,
          allowed: `true, because ${rule.route.kind} ${rule.route.namespace}/${rule.route.name} matches the header ${DECISION_HEADER}`,
          fix: 'set clearRouteCache: true',
        };
      }
    }
  },
};

function requiresDecision({ matches }: RouteRule): boolean {
  return matches.some(({ headers = [] }) => headers.some(({ name }) => name.toLowerCase() === DECISION_HEADER));
}

/** The extensions that decide on a rule; `undefined` for those that are not among the objects. */
function extensionsOf(rule: RouteRule, graph: EgressGraph) {
  const authorizations = rule.route.served.flatMap(({ listeners, via }) =>
    listeners.map((listener) => graph.authorization(rule, listener, via)),
  );
  const policies = new Set(authorizations.flatMap((each) => each.policies));
  return [...policies].filter(({ spec }) => spec.extAuth?.extensionRef).map((policy) => extensionOf(policy, graph));
}

import { KIND } from '../../../core/kinds';
import { shortKind } from '../../../manifests/manifest';
import { filterUses } from '../../graph/filter-uses';
import type { Rule } from '../base/rule';

/** An ExtensionRef filter of a GRPCRoute: a refusal does not refuse, and a policy does not apply. */
export const grpcExtension: Rule = {
  id: 'kgateway/grpc-extension',
  severity: 'error',
  summary: 'kgateway ignores ExtensionRef filters of a GRPCRoute, so they neither refuse requests nor apply a policy',
  *check({ graph }) {
    for (const { filter, rule } of filterUses(graph)) {
      if (rule.route.kind !== 'GRPCRoute') continue;
      const refusal = filter.kind === KIND.DirectResponse;
      const effect = refusal ? `: ${effectOf(rule.backends.length > 0)}` : '';
      yield {
        object: rule.route.object,
        path: filter.path.slice(0, -1),
        got: `${shortKind(filter.kind)} ${filter.name}${effect}`,
        allowed: 'filters of other types; only HTTPRoutes can have ExtensionRef filters',
        fix: refusal ? REFUSE : 'attach the policy by its targetRefs, or replace the GRPCRoute with an HTTPRoute',
      };
    }
  },
};

function effectOf(forwards: boolean): string {
  return forwards ? 'requests are forwarded all the same' : 'requests are answered with 500 instead';
}

const REFUSE = 'replace the GRPCRoute with an HTTPRoute, which forwards gRPC too: match /<package>.<Service>/<Method> by path';

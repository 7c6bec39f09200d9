import { KIND } from '../../../core/kinds';
import { dynamicBackendOf } from '../../graph/dynamic-backends';
import type { ObjectOf } from '../../graph/kinds';
import type { Rule, RuleContext } from '../base/rule';

type Backend = ObjectOf<'gateway.kgateway.dev/Backend'>;

/** Backends that resolve the names of requests, which have no dot at the end. One finding for all that a gateway's namespace has. */
export const dynamicName: Rule = {
  id: 'egress/dynamic-name',
  severity: 'info',
  summary: 'the gateway looks for the names of requests in the search domains of its pod first',
  *check({ graph }) {
    for (const [first, ...others] of dynamicBackends(graph).values()) {
      if (!first) continue;
      const more = others.length > 0 ? ` and ${others.length} more` : '';
      yield {
        object: first,
        path: ['spec', 'dynamicForwardProxy'],
        got: `Backend ${first.metadata.name}${more}: a Service such as api.example for api.example.com would get the connection`,
        allowed: 'hosts whose callers can bear a 503 then: TLS and the network policy of the gateway refuse the Service',
        fix: 'for other hosts, use a Backend with static hosts that end with a dot',
      };
    }
  },
};

/** The dynamic Backends of egress routes, by namespace. */
function dynamicBackends({ egressRoutes, catalogue }: RuleContext['graph']): Map<string, Backend[]> {
  const found = new Map<string, Backend[]>();
  if (!catalogue.ofKind(KIND.Backend).some(({ spec }) => spec.dynamicForwardProxy)) return found;
  const seen = new Set<Backend>();
  for (const { rules } of egressRoutes) {
    for (const { backends } of rules) {
      for (const use of backends) {
        const backend = dynamicBackendOf(use, catalogue);
        if (!backend || seen.has(backend)) continue;
        seen.add(backend);
        found.set(use.namespace, [...(found.get(use.namespace) ?? []), backend]);
      }
    }
  }
  return found;
}

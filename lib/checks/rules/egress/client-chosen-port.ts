import { KIND } from '../../../core/kinds';
import { httpSettingsOf, type RouteRule } from '../../graph';
import { servesRule } from '../../graph/delegation';
import { dynamicBackendOf } from '../../graph/dynamic-backends';
import type { Rule, RuleContext } from '../base/rule';

type Graph = RuleContext['graph'];

/** A Backend that sends each request to the host and port of its Host header, at a listener that does not strip the port. */
export const clientChosenPort: Rule = {
  id: 'egress/client-chosen-port',
  severity: 'error',
  summary: 'clients choose the port of the destination, because the gateway dials the port in the Host header',
  *check({ graph }) {
    for (const { object, rules } of graph.egressRoutes) {
      for (const rule of rules) {
        const dynamic = rule.backends.find((backend) => dynamicBackendOf(backend, graph.catalogue));
        if (!dynamic || !keepsPort(rule, graph)) continue;
        yield {
          object,
          path: dynamic.path,
          got: `Backend ${dynamic.name} (dynamicForwardProxy), which dials port 22 for Host: example.com:22`,
          allowed: 'this Backend behind a listener whose ListenerPolicy sets stripHostPortMode: AnyPort',
          fix: 'set default.httpSettings.stripHostPortMode: AnyPort in the ListenerPolicy of the Gateway',
        };
      }
    }
  },
};

/** Whether some listener leaves the port in the Host header of requests that match the rule. */
export function keepsPort(rule: RouteRule, graph: Graph): boolean {
  if (setsHost(rule) || decisionSetsHost(graph)) return false;
  return rule.route.served.some((attachment) => {
    const { namespace, listeners, via } = attachment;
    if (!servesRule(attachment, rule) || via.some(setsHost)) return false;
    if (POLICIES.some((kind) => graph.catalogue.hasElsewhere(kind, namespace))) return false;
    return listeners.some((listener) => {
      return !httpSettingsOf(listener, graph.policies).some(({ settings }) => settings.stripHostPortMode === 'AnyPort');
    });
  });
}

function setsHost({ filters }: RouteRule): boolean {
  return filters.some(({ urlRewrite }) => urlRewrite?.hostname !== undefined);
}

const POLICIES = [KIND.ListenerPolicy, KIND.HTTPListenerPolicy] as const;

/** A request policy can replace the Host header, without its port. */
function decisionSetsHost({ requestPolicies }: Graph): boolean {
  return requestPolicies.some(({ text }) => /WithHeader\(\s*\\?["'](host|:authority)\\?["']/i.test(text));
}

import { type Attachment, hostsMeet, type Listener, type Route, takesKind, takesNamespace } from '../../graph';
import type { Rule, RuleContext } from '../base/rule';

/** A route of a namespace from which the listener that it names takes no routes: nothing serves it. */
export const listenerRefusesNamespace: Rule = {
  id: 'egress/listener-refuses-namespace',
  severity: 'error',
  summary: 'the listener takes no routes of this namespace',
  *check({ graph }) {
    for (const route of graph.egressRoutes) {
      for (const attachment of route.attachments) {
        const refusing = attachment.listeners.length === 0 ? refusals(route, attachment, graph) : [];
        if (refusing.length === 0) continue;
        yield {
          object: route.object,
          path: attachment.path,
          got: route.namespace,
          allowed: refusing.map(taken).join('; '),
          fix: 'move the route, or let the listener take routes of its namespace by a selector in allowedRoutes.namespaces',
        };
      }
    }
  },
};

/** The listeners that would take the route, were it not for its namespace. */
function refusals(route: Route, { named }: Attachment, { catalogue }: RuleContext['graph']): Listener[] {
  return named.filter((listener) => {
    const { hostname } = listener.spec;
    const meets = route.hostnames.length === 0 || route.hostnames.some((host) => hostsMeet(host, hostname));
    return meets && takesKind(listener, route.kind) && takesNamespace(listener, route.namespace, catalogue) === false;
  });
}

function taken({ gateway, spec: { name, allowedRoutes } }: Listener): string {
  const { from = 'Same', selector } = allowedRoutes?.namespaces ?? {};
  if (from === 'Same') return `listener ${name}: namespace ${gateway.namespace}`;
  return `listener ${name}: ${from === 'Selector' ? `namespaces that ${JSON.stringify(selector ?? {})} selects` : 'no namespace'}`;
}

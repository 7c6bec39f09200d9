import { type Attachment, hostsMeet, type Listener, namespaceOf, type Route, takesKind, takesNamespace } from '../../graph';
import type { Rule, RuleContext } from '../base/rule';

/** A route from a namespace that the listener does not accept routes from. Nothing serves the route. */
export const listenerRefusesNamespace: Rule = {
  id: 'egress/listener-refuses-namespace',
  severity: 'error',
  summary: 'the listener accepts no routes from this namespace',
  *check({ graph }) {
    for (const route of graph.egressRoutes) {
      for (const attachment of route.attachments) {
        const refusing = attachment.listeners.length === 0 ? refusals(route, attachment, graph) : [];
        if (refusing.length === 0) continue;
        yield {
          object: route.object,
          path: attachment.path,
          got: route.namespace,
          allowed: refusing.map(accepted).join('; '),
          fix: 'move the route, or select its namespace in allowedRoutes.namespaces of the listener',
        };
      }
    }
  },
};

/** The listeners that do not accept the route only because of its namespace. */
function refusals(route: Route, { named }: Attachment, { catalogue }: RuleContext['graph']): Listener[] {
  return named.filter((listener) => {
    const { hostname } = listener.spec;
    const meets = route.hostnames.length === 0 || route.hostnames.some((host) => hostsMeet(host, hostname));
    return meets && takesKind(listener, route.kind) && takesNamespace(listener, route.namespace, catalogue) === false;
  });
}

function accepted({ object, spec: { name, allowedRoutes } }: Listener): string {
  const { from = 'Same', selector } = allowedRoutes?.namespaces ?? {};
  if (from === 'Same') return `listener ${name}: namespace ${namespaceOf(object)}`;
  return `listener ${name}: ${from === 'Selector' ? `namespaces that ${JSON.stringify(selector ?? {})} selects` : 'no namespace'}`;
}

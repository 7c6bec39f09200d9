import { objectName } from '../../../../core/format-finding';
import { oncePer } from '../../../../core/group-by';
import type { Route } from '../../../graph';
import type { Objection } from '../../../object/objection';
import type { RuleContext } from '../rule';

/** Destinations with a private address, at gateways that have no destination outside. */
export function* privateAddressesNotJudged({ graph }: RuleContext): Iterable<Objection> {
  const egress = new Set(graph.egressRoutes);
  const others = graph.routes.filter((route) => route.leadsOut && !egress.has(route));
  for (const { object, route, hosts } of oncePer(others.flatMap(privateBackends), (use) => use.object)) {
    yield {
      object,
      path: ['spec'],
      got: `${hosts.join(', ')}, as a backend of ${objectName(route.object)}`,
      allowed: 'names of Services, such as name.namespace.svc; a private address can be inside or outside the cluster',
      fix: 'review where the address leads, and waive this finding with the result',
    };
  }
}

function privateBackends(route: Route) {
  const uses = route.rules.flatMap(({ backends }) => backends.filter(({ side }) => side === 'private'));
  return uses.map(({ destination }) => ({ object: destination?.object ?? route.object, route, hosts: destination?.hosts ?? [] }));
}

import type { EgressGraph } from '../../graph';
import type { Objection } from '../../object/objection';

/** The routes of hosts whose approval is in a state in which the gateway refuses every request, with their tickets. */
export function* routesInState(
  { routes, approvalKeys }: EgressGraph,
  state: 'pending' | 'withdrawn',
): Iterable<Pick<Objection, 'object' | 'path' | 'got'>> {
  const { approved, ticket: ticketKey } = approvalKeys;
  for (const { object } of routes) {
    if (object.metadata.labels?.[approved] !== state) continue;
    const ticket = object.metadata.annotations?.[ticketKey];
    yield { object, path: ['metadata', 'labels', approved], got: ticket ? `${state}, ${ticket}` : state };
  }
}

import type { ListenerSet } from '../../graph';
import type { Rule } from '../base/rule';

/** A ListenerSet that its Gateway does not accept. Nothing listens for it, but its ports change the pods of the gateway. */
export const refusedListenerSet: Rule = {
  id: 'kgateway/refused-listener-set',
  severity: 'error',
  summary: 'the Gateway does not accept the ListenerSet, but its ports are opened in the pods of the gateway, which are replaced',
  *check({ graph: { listenerSets, egressGateways } }) {
    for (const set of listenerSets) {
      if (set.isAccepted || !set.gateway || !egressGateways.has(set.gateway)) continue;
      yield {
        object: set.object,
        path: ['spec', 'parentRef'],
        got: `Gateway ${set.gatewayKey}, from namespace ${set.namespace}`,
        allowed: accepted(set),
        fix: 'remove the ListenerSet, or accept its namespace in spec.allowedListeners of the Gateway',
      };
    }
  },
};

function accepted({ gateway }: ListenerSet): string {
  const { from = 'None', selector } = gateway?.object.spec.allowedListeners?.namespaces ?? {};
  if (from === 'Same') return `ListenerSets of namespace ${gateway?.namespace}`;
  if (from === 'Selector') return `ListenerSets of namespaces that ${JSON.stringify(selector ?? {})} selects`;
  return 'no ListenerSets, which is the default of spec.allowedListeners';
}

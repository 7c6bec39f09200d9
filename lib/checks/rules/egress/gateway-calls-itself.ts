import { GATEWAY_NAME } from '../../../core/labels';
import type { Destination, EgressGraph, Gateway, ObjectOf } from '../../graph';
import { gatewayPodMarks } from '../../graph/ambient';
import { servesRule } from '../../graph/delegation';
import type { Rule } from '../base/rule';

/**
 * A ServiceEntry that captures the calls of clients for the gateway, and is also the backend of the gateway's own route. It leads
 * to pods of the cluster, so its route need not be an egress route.
 */
export const gatewayCallsItself: Rule = {
  id: 'egress/gateway-calls-itself',
  severity: 'error',
  summary: 'the destination of the route selects the pods of the gateway, so the gateway calls itself',
  *check({ graph }) {
    const capturing = new Set(graph.destinations.filter(selectsPods));
    if (capturing.size === 0) return;
    for (const { object, rules, served } of graph.routes) {
      for (const rule of rules) {
        for (const { destination, path } of rule.backends) {
          if (!destination || !capturing.has(destination)) continue;
          const gateways = served.flatMap((each) => (each.gateway && servesRule(each, rule) ? each.gateway : []));
          const own = gateways.find((gateway) => selectsPodsOf(destination, gateway, graph));
          if (!own) continue;
          yield {
            object,
            path,
            got: `ServiceEntry ${destination.namespace}/${destination.name}, which selects the pods of Gateway ${own.name}`,
            allowed: 'a backend that leads to the real destination; the ServiceEntry that captures calls is for clients only',
            fix: 'refer to a kgateway Backend with the real host and port',
          };
        }
      }
    }
  },
};

function labelsOf({ kind, object }: Destination): Readonly<Record<string, string>> {
  if (kind !== 'ServiceEntry') return {};
  return (object as ObjectOf<'networking.istio.io/ServiceEntry'>).spec.workloadSelector?.labels ?? {};
}

function selectsPods(destination: Destination): boolean {
  return Object.keys(labelsOf(destination)).length > 0;
}

/** The labels that are known: that of the Gateway's name, and those of its GatewayParameters. */
function selectsPodsOf(destination: Destination, gateway: Gateway, { catalogue }: EgressGraph): boolean {
  if (destination.namespace !== gateway.namespace) return false;
  const known = { ...gatewayPodMarks(gateway, catalogue)?.labels, [GATEWAY_NAME]: gateway.name } as Record<string, string>;
  return Object.entries(labelsOf(destination)).every(([key, value]) => known[key] === value);
}

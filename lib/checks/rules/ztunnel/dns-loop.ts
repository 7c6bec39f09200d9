import type { EgressGraph, Gateway } from '../../graph';
import { gatewayPodMarks, isCaptured } from '../../graph/ambient';
import { backendIndexOf } from '../../graph/uses';
import type { Rule } from '../base/rule';

const ANNOTATION = 'ambient.istio.io/dns-capture';

/** DNS capture gives Envoy the virtual address of a ServiceEntry, so that its requests come back through ztunnel. */
export const dnsLoop: Rule = {
  id: 'ztunnel/dns-loop',
  severity: 'error',
  summary: 'the gateway resolves its destinations through ztunnel, so its requests may come back to itself',
  *check({ graph }) {
    for (const gateway of gatewaysToServiceEntries(graph)) {
      const marks = gatewayPodMarks(gateway, graph.catalogue);
      if (!marks || isCaptured(gateway.namespace, marks.labels, graph.catalogue) !== true) continue;
      if (marks.annotations[ANNOTATION] === 'false') continue;
      yield {
        object: gateway.object,
        path: ['spec', 'infrastructure'],
        got: marks.annotations[ANNOTATION] ?? `no ${ANNOTATION} on its pods`,
        allowed: `${ANNOTATION}: "false" on the pods of a gateway that is in ambient and calls ServiceEntries`,
        fix: 'set the annotation in spec.kube.podTemplate.extraAnnotations of the GatewayParameters',
      };
    }
  },
};

function gatewaysToServiceEntries(graph: EgressGraph): Set<Gateway> {
  const gateways = new Set<Gateway>();
  for (const { gateway } of backendIndexOf(graph).toServiceEntries) if (gateway) gateways.add(gateway);
  return gateways;
}

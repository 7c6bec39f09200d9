import { DATAPLANE_MODE } from '../../../core/labels';
import { gatewayPodMarks, isCaptured } from '../../graph/ambient';
import type { Rule } from '../base/rule';

/** A gateway whose pods ztunnel does not capture: anybody can call it in plaintext. */
export const uncapturedGateway: Rule = {
  id: 'ztunnel/uncaptured-gateway',
  severity: 'error',
  summary: 'ztunnel does not capture the gateway pods, so callers reach them in plaintext and without identity',
  *check({ graph }) {
    for (const gateway of graph.egressGateways) {
      const marks = gatewayPodMarks(gateway, graph.catalogue);
      if (!marks || isCaptured(gateway.namespace, marks.labels, graph.catalogue) !== false) continue;
      yield {
        object: gateway.object,
        path: ['spec', 'infrastructure'],
        got: marks.labels[DATAPLANE_MODE] ?? `no ${DATAPLANE_MODE} on the namespace or the pods`,
        allowed: `${DATAPLANE_MODE}: ambient on every gateway pod; one pod without it is open to everybody`,
        fix: `set the label in spec.kube.podTemplate.extraLabels of the GatewayParameters, or on the namespace ${gateway.namespace}`,
      };
    }
  },
};

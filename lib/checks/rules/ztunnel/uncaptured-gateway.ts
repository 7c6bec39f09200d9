import { DATAPLANE_MODE } from '../../../core/labels';
import { gatewayPodMarks, isCaptured } from '../../graph/ambient';
import type { Rule } from '../base/rule';

/** A gateway whose pods ztunnel does not take is called in plaintext by whoever likes. */
export const uncapturedGateway: Rule = {
  id: 'ztunnel/uncaptured-gateway',
  severity: 'error',
  summary: 'the pods of the egress gateway are not captured: callers reach it in plaintext and without identity',
  *check({ graph }) {
    for (const gateway of graph.egressGateways) {
      const marks = gatewayPodMarks(gateway, graph.catalogue);
      if (!marks || isCaptured(gateway.namespace, marks.labels, graph.catalogue) !== false) continue;
      yield {
        object: gateway.object,
        path: ['spec', 'infrastructure'],
        got: marks.labels[DATAPLANE_MODE] ?? `no ${DATAPLANE_MODE} on the namespace or the pods`,
        allowed: `${DATAPLANE_MODE}: ambient on every pod of the gateway: one that is not captured lets everybody in`,
        fix: `set it in GatewayParameters, spec.kube.podTemplate.extraLabels, or on the namespace ${gateway.namespace}`,
      };
    }
  },
};

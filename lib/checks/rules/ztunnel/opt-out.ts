import { DATAPLANE_MODE } from '../../../core/labels';
import type { EgressGraph } from '../../graph';
import { gatewayPodMarks } from '../../graph/ambient';
import type { Objection } from '../../object/objection';
import type { Rule } from '../base/rule';

const BYPASS = 'ambient.istio.io/bypass-inbound-capture';
const SIDECAR = 'sidecar.istio.io/status';
const DNS = 'ambient.istio.io/dns-capture';

/** Marks by which pods leave the mesh, or let others in past it. */
export const optOut: Rule = {
  id: 'ztunnel/opt-out',
  severity: 'error',
  summary: 'the pods opt out of what ztunnel enforces',
  *check({ graph }) {
    yield* optedOutWorkloads(graph);
    for (const gateway of graph.egressGateways) {
      if (gatewayPodMarks(gateway, graph.catalogue)?.annotations[BYPASS] !== 'true') continue;
      yield {
        object: gateway.object,
        path: ['spec', 'infrastructure'],
        got: `${BYPASS}: "true" on its pods`,
        allowed: 'no such annotation on the pods of a gateway: no policy on its callers would count',
        fix: 'remove it from GatewayParameters, spec.kube.podTemplate.extraAnnotations',
      };
    }
  },
};

/** Only in namespaces that are in ambient: elsewhere nothing is opted out of. */
function* optedOutWorkloads({ workloads, catalogue }: EgressGraph): Iterable<Objection> {
  for (const { object, namespace, labels, annotations, podMetadataPath } of workloads) {
    if (catalogue.namespaceLabels(namespace)?.[DATAPLANE_MODE] !== 'ambient') continue;
    const marks = [
      { step: 'labels', key: DATAPLANE_MODE, value: labels[DATAPLANE_MODE], out: labels[DATAPLANE_MODE] === 'none' },
      { step: 'annotations', key: SIDECAR, value: annotations[SIDECAR], out: annotations[SIDECAR] !== undefined },
      { step: 'annotations', key: DNS, value: annotations[DNS], out: annotations[DNS] === 'false' },
    ];
    for (const { step, key, value } of marks.filter(({ out }) => out)) {
      yield {
        object,
        path: [...podMetadataPath, step, key],
        got: value,
        allowed: 'pods of a namespace in ambient without the mark: with it ztunnel does not take them, or not their DNS',
        fix: 'remove it, or keep such pods in a namespace of their own with a default-deny egress NetworkPolicy',
      };
    }
  }
}

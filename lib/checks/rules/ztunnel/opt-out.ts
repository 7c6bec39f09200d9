import { DATAPLANE_MODE } from '../../../core/labels';
import type { EgressGraph } from '../../graph';
import { gatewayPodMarks } from '../../graph/ambient';
import type { Objection } from '../../object/objection';
import type { Rule } from '../base/rule';

const BYPASS = 'ambient.istio.io/bypass-inbound-capture';
const SIDECAR = 'sidecar.istio.io/status';
const DNS = 'ambient.istio.io/dns-capture';

/** Labels and annotations that take pods out of the mesh, or let callers bypass it. */
export const optOut: Rule = {
  id: 'ztunnel/opt-out',
  severity: 'error',
  summary: 'the pods opt out of the enforcement by ztunnel',
  *check({ graph }) {
    yield* optedOutWorkloads(graph);
    for (const gateway of graph.egressGateways) {
      if (gatewayPodMarks(gateway, graph.catalogue)?.annotations[BYPASS] !== 'true') continue;
      yield {
        object: gateway.object,
        path: ['spec', 'infrastructure'],
        got: `${BYPASS}: "true" on its pods`,
        allowed: 'no such annotation on gateway pods, because it disables every policy on their callers',
        fix: 'remove the annotation from spec.kube.podTemplate.extraAnnotations of the GatewayParameters',
      };
    }
  },
};

/** Only in ambient namespaces: elsewhere there is nothing to opt out of. */
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
        allowed: 'no such label or annotation in an ambient namespace: with it, ztunnel does not capture the pods or their DNS',
        fix: 'remove it, or move these pods to a separate namespace with a default-deny egress NetworkPolicy',
      };
    }
  }
}

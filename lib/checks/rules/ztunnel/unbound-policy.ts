import { GATEWAY_NAME } from '../../../core/labels';
import { type EgressGraph, namespaceOf } from '../../graph';
import { gatewayPodsOf } from '../../graph/gateway-pods';
import { DRY_RUN, isDryRun, policiesOf } from '../../graph/listener-access';
import { type MissedGateway, missedGateways } from '../../graph/unbound-policies';
import type { Objection } from '../../object/objection';
import type { Rule } from '../base/rule';

/** A policy that looks as if it protected the gateway, and that ztunnel never applies to its pods. */
export const unboundPolicy: Rule = {
  id: 'ztunnel/unbound-policy',
  severity: 'error',
  summary: 'ztunnel does not apply the policy to any gateway, so it protects nothing',
  *check({ graph }) {
    yield* missedGateways(graph).map(missed);
    yield* onTrial(graph);
  },
};

function missed({ object, name, meant }: MissedGateway): Objection {
  const places = meant.map((gateway) => `${gateway.name} in namespace ${gateway.namespace}`).join(', ');
  return {
    object,
    path: ['spec', 'selector', 'matchLabels', GATEWAY_NAME],
    got: `${name}, in namespace ${namespaceOf(object)}`,
    allowed: `an egress gateway in the namespace of the policy: ${places}`,
    fix: meant.some((gateway) => gateway.name === name) ? 'move the policy to that namespace' : 'correct the name',
  };
}

function onTrial(graph: EgressGraph): Objection[] {
  const pods = graph.egressGateways.size > 0 ? gatewayPodsOf(graph).filter(({ exit }) => exit.gateway) : [];
  const objects = new Set(pods.flatMap(({ pod }) => policiesOf(pod, graph).map(({ object }) => object)));
  return [...objects].filter(isDryRun).map((object) => ({
    object,
    path: ['metadata', 'annotations', DRY_RUN],
    got: object.metadata.annotations?.[DRY_RUN],
    allowed: 'no such annotation: istiod does not send policies on trial to ztunnel',
    fix: 'remove the annotation',
  }));
}

import { KIND } from '../../../core/kinds';
import { GATEWAY_NAME } from '../../../core/labels';
import type { EgressGraph, Gateway } from '../../graph';
import { namespaceOf } from '../../graph';
import type { Rule } from '../base/rule';

/** A policy that targets the gateway itself is not enforced: ztunnel reads policies with a selector only, and kgateway none. */
export const targetRefs: Rule = {
  id: 'ztunnel/target-refs',
  severity: 'error',
  summary: 'a policy that targets a Gateway of kgateway is never enforced',
  *check({ graph }) {
    const gateways = kgateways(graph);
    for (const object of graph.catalogue.ofKind(KIND.AuthorizationPolicy)) {
      const { targetRef, targetRefs: refs = targetRef ? [targetRef] : [] } = object.spec ?? {};
      for (const [index, { kind, name }] of refs.entries()) {
        if (kind !== 'Gateway' || !gateways.has(`${namespaceOf(object)}/${name}`)) continue;
        yield {
          object,
          path: targetRef ? ['spec', 'targetRef'] : ['spec', 'targetRefs', index],
          got: `Gateway ${name}`,
          allowed: 'a selector; ztunnel drops policies with a target, and kgateway reads no AuthorizationPolicy',
          fix: `use spec.selector.matchLabels: { ${GATEWAY_NAME}: ${name} }`,
        };
      }
    }
  },
};

/** The Gateways that Istio does not run itself, as waypoints or as its own gateways. */
function kgateways({ gateways }: EgressGraph): Map<string, Gateway> {
  const others = gateways.filter(({ object }) => !object.spec.gatewayClassName.startsWith('istio'));
  return new Map(others.map((gateway) => [`${gateway.namespace}/${gateway.name}`, gateway]));
}

import { listAt } from '../../../core/group-by';
import { KIND } from '../../../core/kinds';
import { GATEWAY_NAME } from '../../../core/labels';
import type { EgressGraph } from '../../graph';
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
        const own = namespaceOf(object);
        const homes = kind === 'Gateway' ? (gateways.get(name) ?? []) : serviceHomes(kind, name, own, graph);
        // Another Gateway of that name in the own namespace is Istio's.
        if (homes.length === 0 || (!homes.includes(own) && graph.catalogue.knows(KIND.Gateway, own, name))) continue;
        yield {
          object,
          path: targetRef ? ['spec', 'targetRef'] : ['spec', 'targetRefs', index],
          got: `${kind} ${name}`,
          allowed: 'a selector; ztunnel drops policies with a target, and kgateway reads no AuthorizationPolicy',
          fix: `use spec.selector.matchLabels: { ${GATEWAY_NAME}: ${name} } in namespace ${homes.join(' or ')}`,
        };
      }
    }
  },
};

/** kgateway gives the Service of a Gateway the same name. Only a waypoint would enforce a policy for it. */
function serviceHomes(kind: string, name: string, own: string, { egressGateways, catalogue }: EgressGraph): string[] {
  const isOfGateway = kind === 'Service' && [...egressGateways].some((one) => one.name === name && one.namespace === own);
  return isOfGateway && catalogue.namespaceLabels(own)?.['istio.io/use-waypoint'] === undefined ? [own] : [];
}

/** The namespaces of the Gateways of kgateway, by their names. */
function kgateways({ gateways }: EgressGraph): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { isKgateway, namespace, name } of gateways) if (isKgateway) listAt(found, name).push(namespace);
  return found;
}

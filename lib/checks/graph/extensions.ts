import { KIND } from '../../core/kinds';
import { namespaceOf } from './catalogue';
import type { EgressGraph } from './egress-graph';
import { filterUses } from './filter-uses';
import type { ObjectOf } from './kinds';
import type { TrafficPolicy } from './policy-levels';

type Extension = ObjectOf<'gateway.kgateway.dev/GatewayExtension'>;

/** The external authorization extensions on the egress path, each once. */
export function egressExtensions(graph: EgressGraph): Extension[] {
  const found = new Set<Extension>();
  for (const policy of egressPolicies(graph)) {
    const extension = extensionOf(policy, graph);
    if (extension) found.add(extension);
  }
  return [...found];
}

/** The TrafficPolicies with `extAuth` on the egress path, by their targets and by ExtensionRef filters. */
function* egressPolicies(graph: EgressGraph): Iterable<TrafficPolicy> {
  for (const { policy, kind, namespace, name } of graph.policies.targets(KIND.TrafficPolicy)) {
    if (policy.spec.extAuth && graph.isEgress(kind, namespace, name)) yield policy;
  }
  for (const { filter } of filterUses(graph)) if (filter.policy?.spec.extAuth) yield filter.policy;
}

/** The authorization extension of a policy; `undefined` if it has none, or if the extension is not among the objects. */
export function extensionOf(policy: TrafficPolicy, { catalogue }: EgressGraph): Extension | undefined {
  const ref = policy.spec.extAuth?.extensionRef;
  const found = ref && catalogue.find(KIND.GatewayExtension, ref.namespace ?? namespaceOf(policy), ref.name);
  return found?.spec.extAuth && found;
}

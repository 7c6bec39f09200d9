import { KIND } from '../../core/kinds';
import { namespaceOf } from './catalogue';
import type { EgressGraph } from './egress-graph';
import type { ObjectOf } from './kinds';

type Extension = ObjectOf<'gateway.kgateway.dev/GatewayExtension'>;
type TrafficPolicy = ObjectOf<'gateway.kgateway.dev/TrafficPolicy'>;

/** The external authorization extensions on the egress path, each once. */
export function egressExtensions(graph: EgressGraph): Extension[] {
  const found = new Set<Extension>();
  for (const { policy, kind, namespace, name } of graph.policies.targets(KIND.TrafficPolicy)) {
    if (!policy.spec.extAuth || !graph.isEgress(kind, namespace, name)) continue;
    const extension = extensionOf(policy, graph);
    if (extension) found.add(extension);
  }
  return [...found];
}

/** The authorization extension of a policy; `undefined` if it has none, or if the extension is not among the objects. */
export function extensionOf(policy: TrafficPolicy, { catalogue }: EgressGraph): Extension | undefined {
  const ref = policy.spec.extAuth?.extensionRef;
  const found = ref && catalogue.find(KIND.GatewayExtension, ref.namespace ?? namespaceOf(policy), ref.name);
  return found?.spec.extAuth && found;
}

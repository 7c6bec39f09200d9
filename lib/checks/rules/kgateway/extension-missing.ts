import { KIND } from '../../../core/kinds';
import { lazy } from '../../../core/memo';
import { type EgressGraph, namespaceOf, type PolicyTarget } from '../../graph';
import { orExternal } from '../base/or-external';
import type { Rule } from '../base/rule';

/** A policy that refers to a missing extension: kgateway answers 500 to every request. */
export const extensionMissing: Rule = {
  id: 'kgateway/extension-missing',
  severity: 'error',
  summary: 'the GatewayExtension of the policy is missing, so kgateway answers 500 to every request',
  *check({ graph }) {
    const { catalogue, policies } = graph;
    const isForOthers = lazy(() => new Set(policies.targets(KIND.TrafficPolicy).filter(isElsewhere(graph)).map(policyOf)));
    for (const object of catalogue.ofKind(KIND.TrafficPolicy)) {
      const ref = object.spec.extAuth?.extensionRef;
      const namespace = ref?.namespace ?? namespaceOf(object);
      if (!ref || catalogue.knows(KIND.GatewayExtension, namespace, ref.name) || isForOthers().has(object)) continue;
      yield {
        object,
        path: ['spec', 'extAuth', 'extensionRef', 'name'],
        got: `${namespace}/${ref.name}`,
        allowed: 'the name of a GatewayExtension in the manifests',
        fix: orExternal('correct the name, add the GatewayExtension', `GatewayExtension ${namespace}/${ref.name}`),
      };
    }
  },
};

const policyOf = ({ policy }: PolicyTarget<'gateway.kgateway.dev/TrafficPolicy'>) => policy;

/** Whether a policy is for an object among the manifests that is no egress. Its extension may be in another repository. */
function isElsewhere(graph: EgressGraph) {
  return ({ kind, namespace, name }: PolicyTarget) =>
    !graph.isEgress(kind, namespace, name) && graph.catalogue.find(kind, namespace, name) !== undefined;
}

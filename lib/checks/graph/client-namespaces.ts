import { KIND } from '../../core/kinds';
import { DATAPLANE_MODE } from '../../core/labels';
import { memoizePerObject } from '../../core/memo';
import type { Path } from '../../core/path';
import type { Manifest } from '../../manifests/manifest';
import { namespaceOf } from './catalogue';
import type { EgressGraph } from './egress-graph';
import { gatewayPodsOf } from './gateway-pods';
import { listenerAccess } from './listener-access';
import { isMeantFor } from './meant-rules';
import { rulesOf } from './network/policy-rules';

/** Where a policy names a namespace whose pods call an egress gateway. */
export interface Mention {
  readonly object: Manifest;
  readonly path: Path;
}

/**
 * The namespaces whose pods call egress gateways, each with the first policy that says so: an AuthorizationPolicy that names its
 * pods as callers, or a network policy that opens the gateway to the pods of a namespace in ambient.
 */
export const clientNamespaces = memoizePerObject((graph: EgressGraph): ReadonlyMap<string, Mention> => {
  const found = new Map<string, Mention>();
  const add = (namespace: string, mention: Mention) => found.has(namespace) || found.set(namespace, mention);
  for (const { object, callers } of listenerAccess(graph).flatMap(({ grants }) => grants)) {
    for (const { namespace, path } of callers === 'anyone' ? [] : callers) {
      if (namespace !== undefined) add(namespace, { object, path });
    }
  }
  for (const mention of openingPolicies(graph)) add(namespaceOf(mention.object), mention);
  return found;
});

function openingPolicies(graph: EgressGraph): Mention[] {
  const gateways = gatewayPodsOf(graph);
  if (gateways.length === 0) return [];
  const isAmbient = (object: Manifest) => graph.catalogue.namespaceLabels(namespaceOf(object))?.[DATAPLANE_MODE] === 'ambient';
  return graph.catalogue.ofKind(KIND.NetworkPolicy).flatMap((object) => {
    const rules = isAmbient(object) ? rulesOf(object, 'Egress') : [];
    const rule = rules.find((one) => gateways.some((gateway) => isMeantFor(gateway, one, graph)));
    return rule ? [{ object, path: rule.path }] : [];
  });
}

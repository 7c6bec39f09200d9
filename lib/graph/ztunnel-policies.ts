import { DATAPLANE_MODE } from './ambient';
import { namespaceOf } from './catalogue';
import type { EgressGraph } from './egress-graph';
import type { Gateway } from './gateways';
import type { ObjectOf } from './kinds';

/** An AuthorizationPolicy of Istio that ztunnel is meant to enforce. */
export interface ZtunnelPolicy {
  readonly object: ObjectOf<'security.istio.io/AuthorizationPolicy'>;
  readonly action: string;
  /** The egress gateway whose pods it selects, if it is about one. */
  readonly gateway?: Gateway;
}

/** The label that kgateway puts on the pods of a Gateway. */
export const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

/**
 * The policies that ztunnel is meant to enforce: those that select the pods of an egress gateway, and those without target in
 * a namespace that is in ambient. Policies with a target are for waypoints.
 */
export function ztunnelPolicies(graph: EgressGraph): ZtunnelPolicy[] {
  const gateways = new Map([...graph.egressGateways].map((gateway) => [`${gateway.namespace}/${gateway.name}`, gateway]));
  return graph.catalogue.ofKind('security.istio.io/AuthorizationPolicy').flatMap((object) => {
    const { selector, targetRef, targetRefs, action = 'ALLOW' } = object.spec ?? {};
    if (targetRef || targetRefs?.length) return [];
    const namespace = namespaceOf(object);
    const gateway = gateways.get(`${namespace}/${selector?.matchLabels?.[GATEWAY_NAME]}`);
    if (gateway) return [{ object, action, gateway }];
    return graph.catalogue.namespaceLabels(namespace)?.[DATAPLANE_MODE] === 'ambient' ? [{ object, action }] : [];
  });
}

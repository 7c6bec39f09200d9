import { KIND } from '../../core/kinds';
import { DATAPLANE_MODE } from '../../core/labels';
import type { Path } from '../../core/path';
import { namespaceOf } from './catalogue';
import type { EgressGraph } from './egress-graph';
import type { Gateway } from './gateways';
import type { ObjectOf } from './kinds';
import { type RuleFields, readByZtunnel } from './ztunnel-fields';

/** An AuthorizationPolicy of Istio that ztunnel is meant to enforce. */
export interface ZtunnelPolicy {
  readonly object: ObjectOf<'security.istio.io/AuthorizationPolicy'>;
  readonly action: string;
  /** The egress gateways whose pods it selects; none where it is about others too. */
  readonly gateways: readonly Gateway[];
}

/** A rule of such a policy. */
export interface ZtunnelRule extends RuleFields, Pick<ZtunnelPolicy, 'object' | 'action'> {
  /** `spec.rules[0]`. */
  readonly path: Path;
}

/** The label that kgateway puts on the pods of a Gateway. */
export const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

/** Where a policy counts for the pods of every namespace, unless the mesh is told otherwise. */
const ROOT_NAMESPACE = 'istio-system';

/**
 * The policies that ztunnel is meant to enforce: those that select the pods of an egress gateway, and those without target in
 * a namespace that is in ambient. Policies with a target are for waypoints.
 */
export function ztunnelPolicies(graph: EgressGraph): ZtunnelPolicy[] {
  return graph.catalogue.ofKind(KIND.AuthorizationPolicy).flatMap((object) => {
    const { selector, targetRef, targetRefs, action = 'ALLOW' } = object.spec ?? {};
    if (targetRef || targetRefs?.length) return [];
    const namespace = namespaceOf(object);
    const name = selector?.matchLabels?.[GATEWAY_NAME];
    const gateways = name === undefined ? [] : selected(graph, name, namespace);
    if (gateways.length > 0) return [{ object, action, gateways }];
    return graph.catalogue.namespaceLabels(namespace)?.[DATAPLANE_MODE] === 'ambient' ? [{ object, action, gateways }] : [];
  });
}

/** The rules of those policies, with what ztunnel reads of each. */
export function ztunnelRules(graph: EgressGraph): ZtunnelRule[] {
  return ztunnelPolicies(graph).flatMap(({ object, action }) =>
    (object.spec?.rules ?? []).map((rule, index) => ({ object, action, path: ['spec', 'rules', index], ...readByZtunnel(rule) })),
  );
}

function selected({ egressGateways }: EgressGraph, name: string, namespace: string): Gateway[] {
  const inReach = (gateway: Gateway) => namespace === ROOT_NAMESPACE || gateway.namespace === namespace;
  return [...egressGateways].filter((gateway) => gateway.name === name && inReach(gateway));
}

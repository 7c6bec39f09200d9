import { KIND } from '../../core/kinds';
import { DATAPLANE_MODE, GATEWAY_NAME } from '../../core/labels';
import type { Path } from '../../core/path';
import { namespaceOf } from './catalogue';
import type { EgressGraph } from './egress-graph';
import type { Gateway } from './gateways';
import type { ObjectOf } from './kinds';
import { type RuleFields, readByZtunnel } from './ztunnel-fields';

/** An Istio AuthorizationPolicy for ztunnel. */
export interface ZtunnelPolicy {
  readonly object: ObjectOf<'security.istio.io/AuthorizationPolicy'>;
  readonly action: string;
  /** The egress gateways whose pods it selects; empty if it is not for gateways only. */
  readonly gateways: readonly Gateway[];
}

/** A rule of such a policy. */
export interface ZtunnelRule extends RuleFields, Pick<ZtunnelPolicy, 'object' | 'action'> {
  /** `spec.rules[0]`. */
  readonly path: Path;
}

/** The default root namespace of the mesh, whose policies apply to the pods of every namespace. */
export const ROOT_NAMESPACE = 'istio-system';

/**
 * The policies for ztunnel: those that select the pods of an egress gateway, and those without a target in an ambient namespace.
 * Policies with a target are for waypoints.
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

/** The rules of those policies, with the fields of each that ztunnel reads. */
export function ztunnelRules(graph: EgressGraph): ZtunnelRule[] {
  return ztunnelPolicies(graph).flatMap(({ object, action }) =>
    (object.spec?.rules ?? []).map((rule, index) => ({ object, action, path: ['spec', 'rules', index], ...readByZtunnel(rule) })),
  );
}

function selected({ egressGateways }: EgressGraph, name: string, namespace: string): Gateway[] {
  const inReach = (gateway: Gateway) => namespace === ROOT_NAMESPACE || gateway.namespace === namespace;
  return [...egressGateways].filter((gateway) => gateway.name === name && inReach(gateway));
}

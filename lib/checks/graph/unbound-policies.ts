import { KIND } from '../../core/kinds';
import { GATEWAY_NAME } from '../../core/labels';
import { memoizePerObject } from '../../core/memo';
import { namespaceOf } from './catalogue';
import type { EgressGraph } from './egress-graph';
import { gatewayPodsOf } from './gateway-pods';
import type { Gateway } from './gateways';
import type { ObjectOf } from './kinds';
import { isDryRun, policiesOf } from './listener-access';
import { ROOT_NAMESPACE } from './ztunnel-policies';

type AuthorizationPolicy = ObjectOf<'security.istio.io/AuthorizationPolicy'>;
type PeerAuthentication = ObjectOf<'security.istio.io/PeerAuthentication'>;

/** A policy that selects the pods of a Gateway by its name, where there are no such pods. */
export interface MissedGateway {
  readonly object: AuthorizationPolicy | PeerAuthentication;
  /** The name in the selector. */
  readonly name: string;
  /** The egress gateways that the policy probably means: those of that name, or else those of its namespace. */
  readonly meant: readonly Gateway[];
}

/** The policies of Istio whose selector names a Gateway that their namespace does not have. */
export const missedGateways = memoizePerObject((graph: EgressGraph): readonly MissedGateway[] => {
  const { catalogue, egressGateways } = graph;
  if (egressGateways.size === 0) return [];
  const all = [...egressGateways];
  const policies = [...catalogue.ofKind(KIND.AuthorizationPolicy), ...catalogue.ofKind(KIND.PeerAuthentication)];
  return policies.flatMap((object) => {
    const name = object.spec?.selector?.matchLabels?.[GATEWAY_NAME];
    const namespace = namespaceOf(object);
    if (name === undefined || isThere(object, name, graph)) return [];
    const named = all.filter((gateway) => gateway.name === name);
    const meant = named.length > 0 ? named : all.filter((gateway) => gateway.namespace === namespace);
    return meant.length > 0 ? [{ object, name, meant }] : [];
  });
});

/** An AuthorizationPolicy of the root namespace applies to all namespaces, a PeerAuthentication with a selector to none. */
function isThere(object: AuthorizationPolicy | PeerAuthentication, name: string, { gateways, catalogue }: EgressGraph): boolean {
  const namespace = namespaceOf(object);
  if (namespace === ROOT_NAMESPACE && object.kind === 'AuthorizationPolicy') return true;
  const isOwn = gateways.some((gateway) => gateway.name === name && gateway.namespace === namespace);
  return isOwn || catalogue.isElsewhere(KIND.Gateway, namespace, name);
}

/** The egress gateways for which a policy is meant that never reaches ztunnel. */
export const meantPolicies = memoizePerObject((graph: EgressGraph): ReadonlySet<Gateway> => {
  const found = new Set(
    missedGateways(graph).flatMap(({ object, meant }) => (object.kind === 'AuthorizationPolicy' ? meant : [])),
  );
  for (const pods of gatewayPodsOf(graph)) {
    const { gateway } = pods.exit;
    if (gateway && (isTargeted(gateway, graph) || policiesOf(pods.pod, graph).some(({ object }) => isUnsent(object))))
      found.add(gateway);
  }
  return found;
});

function isUnsent(object: AuthorizationPolicy): boolean {
  const isOfGateway = object.spec?.selector?.matchLabels?.[GATEWAY_NAME] !== undefined;
  return isDryRun(object) || (isOfGateway && ['AUDIT', 'CUSTOM'].includes(object.spec?.action ?? ''));
}

function isTargeted({ namespace, name }: Gateway, { catalogue }: EgressGraph): boolean {
  return catalogue.ofKind(KIND.AuthorizationPolicy).some(({ metadata, spec }) => {
    const { targetRef, targetRefs: refs = targetRef ? [targetRef] : [] } = spec ?? {};
    return metadata.namespace === namespace && refs.some((ref) => TARGETS.includes(ref.kind) && ref.name === name);
  });
}

/** kgateway gives the Service of a Gateway the same name. */
const TARGETS: readonly string[] = ['Gateway', 'Service'];

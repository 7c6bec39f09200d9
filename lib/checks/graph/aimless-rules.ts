import { KIND } from '../../core/kinds';
import { GATEWAY_NAME } from '../../core/labels';
import type { Path } from '../../core/path';
import { HBONE_PORT } from '../../core/ports';
import type { Manifest } from '../../manifests/manifest';
import { namespaceOf } from './catalogue';
import type { EgressGraph } from './egress-graph';
import { type GatewayPods, gatewayPodsOf } from './gateway-pods';
import type { ObjectOf } from './kinds';
import { isMeantFor, isNarrow } from './meant-rules';
import { includesPod, opensPort, type Pod, selectsPod } from './network/matching';
import { limits, type PolicyRule, type RulePeer, rulesOf } from './network/policy-rules';

/** A peer by which pods are meant to call an egress gateway, and which selects no pods. */
export interface AimlessPeer {
  readonly policy: Manifest;
  /** `spec.egress[0].to[0]`. */
  readonly path: Path;
  readonly selector: PodsPeer['pods'];
  readonly gateway: GatewayPods['exit'];
}

type PodsPeer = Extract<RulePeer, { kind: 'pods' }>;

/** The peers of NetworkPolicies with the name of an egress gateway in the wrong namespace, or with other labels in the right one. */
export function aimlessPeers(graph: EgressGraph): AimlessPeer[] {
  const gateways = gatewayPodsOf(graph);
  if (gateways.length === 0) return [];
  return graph.catalogue.ofKind(KIND.NetworkPolicy).flatMap((policy) => {
    if (gateways.some((gateway) => isOfGateway(policy, gateway))) return [];
    const rules = limits(policy, 'Egress') ? rulesOf(policy, 'Egress').filter((rule) => opensHbone(rule)) : [];
    // Most policies have such rules for gateways that exist.
    if (rules.length === 0 || gateways.some((gateway) => rules.some((rule) => isMeantFor(gateway, rule, graph)))) return [];
    return rules.flatMap((rule) => peersOf(rule, gateways, graph));
  });
}

/** Whether a policy is for the pods of a gateway itself. They call the authorization server, whose pods another repository may have. */
function isOfGateway(policy: ObjectOf<'networking.k8s.io/NetworkPolicy'>, { pod }: GatewayPods): boolean {
  return namespaceOf(policy) === pod.namespace && selectsPod(policy.spec?.podSelector ?? {}, pod) !== false;
}

function opensHbone(rule: PolicyRule): boolean {
  return rule.ports.length > 0 && opensPort(rule, HBONE_PORT, 'TCP');
}

function peersOf({ policy, path, peers }: PolicyRule, gateways: readonly GatewayPods[], graph: EgressGraph): AimlessPeer[] {
  return peers.flatMap((peer, index) => {
    if (peer.kind !== 'pods' || !isNarrow(peer.pods) || selectsAny(peer, gateways, graph)) return [];
    const meant = gateways.find((gateway) => isAimedAt(peer, gateway, graph));
    return meant ? [{ policy, path: [...path, 'to', index], selector: peer.pods, gateway: meant.exit }] : [];
  });
}

/** Whether a peer has the name of a gateway, or is for pods in its namespace. */
function isAimedAt(peer: PodsPeer, { exit: { namespace, name } }: GatewayPods, { catalogue }: EgressGraph): boolean {
  const isInNamespace = includesPod({ ...peer, pods: {} }, { namespace, labels: {} }, catalogue) === true;
  return isInNamespace || peer.pods.matchLabels?.[GATEWAY_NAME] === name;
}

/** Whether a peer selects pods of a gateway or of a workload, or may: those of gateways that are not egress gateways have other labels. */
function selectsAny(
  peer: PodsPeer,
  known: readonly GatewayPods[],
  { gateways, egressGateways, catalogue, workloads }: EgressGraph,
) {
  const others = gateways
    .filter((gateway) => !egressGateways.has(gateway))
    .map(({ namespace, name }): Pod => {
      return { namespace, labels: { [GATEWAY_NAME]: name }, hasMoreLabels: true };
    });
  const pods = [...known.map(({ pod }) => pod), ...others, ...workloads];
  return pods.some((pod) => includesPod(peer, pod, catalogue) !== false);
}

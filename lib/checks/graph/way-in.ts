import { HBONE_PORT } from '../../core/ports';
import { isCaptured } from './ambient';
import { type Client, exitsOf } from './client-exits';
import type { EgressGraph } from './egress-graph';
import { type GatewayPods, gatewayPodsOf } from './gateway-pods';
import { isMeantFor } from './meant-rules';
import { opensPort } from './network/matching';
import type { Direction, NetworkPolicies, PolicyRule } from './network-policies';

/** The way of clients to an egress gateway. */
export interface WayIn {
  readonly client: Client;
  readonly gateway: GatewayPods;
  /** A rule by which the pods are meant to call the gateway: it selects the gateway's pods. */
  readonly meant: PolicyRule;
  /** The ports of the gateway's pods, one of which must be open. */
  readonly ports: readonly number[];
  /** Whether the pods are in ambient, so that ztunnel calls the gateway for them. */
  readonly isCaptured: boolean;
  /** Where no policy permits the connection. `undefined` if the way is open, or unknown. */
  readonly closed: { readonly at: Direction; readonly rule: PolicyRule | undefined } | undefined;
  /** Whether policies permit the pods to resolve names. */
  readonly canResolve: boolean;
}

/** The ways of all pods that have a rule for an egress gateway in their network policies. */
export function waysIn(graph: EgressGraph, platformNamespaces: readonly string[] = []): WayIn[] {
  const { clients } = exitsOf(graph, platformNamespaces);
  const gateways = clients.length > 0 ? gatewayPodsOf(graph) : [];
  return clients.flatMap(({ client, isJudged }) => {
    return isJudged && !client.hostNetwork && !client.isUnseen
      ? gateways.flatMap((gateway) => wayOf(client, gateway, graph))
      : [];
  });
}

function wayOf(client: Client, gateway: GatewayPods, graph: EgressGraph): WayIn[] {
  const { catalogue, networkPolicies } = graph;
  const captured = isCaptured(client.namespace, client.labels, catalogue);
  const ports = captured === undefined ? undefined : portsOf(captured, gateway);
  if (captured === undefined || !ports) return [];
  const accepting = networkPolicies.accepting('Egress', client);
  const meant = accepting.find((rule) => isMeantFor(gateway, rule, graph));
  if (!meant) return [];
  const closed = closedAt({ client, gateway, ports }, networkPolicies);
  const canResolve = accepting.some((rule) => opensPort(rule, 53, 'UDP') || opensPort(rule, 53, 'TCP'));
  return [{ client, gateway, meant, ports, isCaptured: captured, closed, canResolve }];
}

/** The ports that pods call. The Gateway of another repository counts as captured, as `ztunnel/uncaptured-gateway` demands. */
function portsOf(isClientCaptured: boolean, { isCaptured, listenerPorts, exit }: GatewayPods): readonly number[] | undefined {
  if (!isClientCaptured || isCaptured === false) return listenerPorts;
  return isCaptured || !exit.gateway ? [HBONE_PORT] : undefined;
}

function closedAt(
  { client, gateway, ports }: Pick<WayIn, 'client' | 'gateway' | 'ports'>,
  policies: NetworkPolicies,
): WayIn['closed'] {
  const directions: readonly Direction[] = gateway.exit.gateway ? ['Egress', 'Ingress'] : ['Egress'];
  for (const at of directions) {
    const decisions = ports.flatMap((port) => policies.decide(at, { from: client, to: gateway.pod, port }));
    if (decisions.every(({ permitted }) => !permitted)) return { at, rule: decisions.find(({ rule }) => rule)?.rule };
  }
  return undefined;
}

import { HBONE_PORT } from '../../core/ports';
import type { EgressGraph } from './egress-graph';
import type { GatewayPods } from './gateway-pods';
import { matchesPeers, opensPort } from './network/matching';
import type { PolicyRule } from './network-policies';

/** Whether a rule selects the pods of the gateway, not just all pods, and opens a port that callers of gateways use. */
export function isMeantFor({ pod, listenerPorts }: GatewayPods, rule: PolicyRule, { catalogue }: EgressGraph): boolean {
  const specific = rule.peers.filter(
    (peer) => peer.kind === 'pods' && (typeof peer.namespaces === 'string' || isNarrow(peer.namespaces) || isNarrow(peer.pods)),
  );
  if (specific.length === 0 || !matchesPeers({ ...rule, peers: specific }, pod, catalogue)) return false;
  if (listenerPorts) return [HBONE_PORT, ...listenerPorts].some((port) => opensPort(rule, port, 'TCP'));
  return (
    rule.ports.length === 0 ||
    rule.ports.some((port) => (port.protocol ?? 'TCP') === 'TCP' && !('first' in port && port.first === 53 && port.last === 53))
  );
}

/** Whether a selector does not select everything. */
export function isNarrow({
  matchLabels = {},
  matchExpressions = [],
}: {
  readonly matchLabels?: object;
  readonly matchExpressions?: readonly unknown[];
}): boolean {
  return Object.keys(matchLabels).length > 0 || matchExpressions.length > 0;
}

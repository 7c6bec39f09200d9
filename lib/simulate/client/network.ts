import type { EgressGraph } from '../../checks/graph';
import { isCaptured } from '../../checks/graph/ambient';
import type { GatewayPods } from '../../checks/graph/gateway-pods';
import { opensPort } from '../../checks/graph/network/matching';
import { unreadPoliciesOf } from '../../checks/graph/network/unread-policies';
import type { Direction, Flow, Pod } from '../../checks/graph/network-policies';
import { parseCidr } from '../../core/net/cidr';
import { ALL_ADDRESSES, addressesOf, portsOf } from '../../core/net/region';
import { HBONE_PORT } from '../../core/ports';
import type { SimulatedCaller } from '../trace/simulation';
import type { Trace } from '../trace/trace';

/** The pod that sends a request. */
export function podOf({ namespace, labels = {} }: SimulatedCaller): Pod {
  return { namespace, labels };
}

/** Network policies let the connection of an application to a port of a gateway pass, or end it. */
export function passNetworkPolicies(
  caller: SimulatedCaller,
  pods: GatewayPods,
  port: number,
  graph: EgressGraph,
  trace: Trace,
): void {
  const from = podOf(caller);
  askUnread(from, graph, trace);
  resolve(from, graph, trace);
  const ports = portsCalled(isCaptured(from.namespace, from.labels, graph.catalogue), pods.isCaptured, port);
  for (const direction of ['Egress', 'Ingress'] as const) {
    passEnd(
      direction,
      ports.map((each) => ({ from, to: pods.pod, port: each })),
      graph,
      trace,
    );
  }
}

/** Policies of other network plugins can permit what others deny, and deny what others permit. */
function askUnread(pod: Pod, { catalogue }: EgressGraph, trace: Trace): void {
  const unread = unreadPoliciesOf(catalogue).find(({ effect, covers }) => effect !== 'opens' && covers(pod));
  if (!unread) return;
  const { object, component } = unread;
  trace.unknown('network policy', `what the object of ${component} permits to the caller is not simulated`, { object });
}

/** The ports that the network sees: that of ztunnel where it carries the connection. Both if that is not known. */
function portsCalled(isClient: boolean | undefined, isGateway: boolean | undefined, port: number): readonly number[] {
  if (isClient && isGateway) return [HBONE_PORT];
  return isClient === false || isGateway === false ? [port] : [HBONE_PORT, port];
}

const ENDS = { Egress: 'the caller', Ingress: 'the gateway' } as const;

function passEnd(direction: Direction, flows: readonly Flow[], { networkPolicies }: EgressGraph, trace: Trace): void {
  const [flow] = flows as [Flow, ...Flow[]];
  const pod = (direction === 'Egress' ? flow.from : flow.to) as Pod;
  const decisions = flows.flatMap((each) => networkPolicies.decide(direction, each));
  const rule = decisions.find((decision) => decision.rule)?.rule;
  const place = rule ? { object: rule.policy, path: rule.path } : { object: networkPolicies.responsible(direction, pod) };
  const end = `at ${ENDS[direction]}, port ${flows.map((each) => each.port).join(' or ')}`;
  if (decisions.every(({ permitted }) => !permitted)) {
    trace.deny('network policy', `${end}: no policy permits the connection`, place);
  }
  if (decisions.some(({ permitted }) => !permitted)) {
    const why =
      flows.length > 1 ? 'whether ztunnel carries the connection, which no Namespace shows' : 'labels that are not known';
    trace.unknown('network policy', `${end}: that depends on ${why}`, place);
  }
  trace.pass('network policy', `${end}: ${place.object ? 'permitted' : 'no policy limits it'}`, place);
}

function resolve(pod: Pod, { networkPolicies }: EgressGraph, trace: Trace): void {
  const policy = networkPolicies.responsible('Egress', pod);
  if (!policy) return;
  const rules = networkPolicies.accepting('Egress', pod);
  if (rules.some((rule) => opensPort(rule, 53, 'UDP') || opensPort(rule, 53, 'TCP'))) return;
  trace.deny('network policy', 'the caller cannot resolve names: no policy permits port 53', { object: policy });
}

/** The connection of an application to something else than a gateway. @throws Ended */
export function leaveWithoutGateway(
  caller: SimulatedCaller,
  host: string,
  port: number,
  graph: EgressGraph,
  trace: Trace,
): never {
  const pod = podOf(caller);
  const { networkPolicies } = graph;
  trace.pass('capture', `nothing sends calls of ${host}:${port} to a gateway`);
  askUnread(pod, graph, trace);
  const address = parseCidr(host);
  const region = [{ addresses: address ? addressesOf([address]) : ALL_ADDRESSES, ports: portsOf('TCP', port, port) }];
  const { openings, unlimited } = networkPolicies.reach(pod, region);
  const object = networkPolicies.responsible('Egress', pod);
  const [opening] = openings;
  if (opening) {
    const { policy, path } = opening.rule;
    const text = `a policy permits the caller to connect to port ${port}, of some addresses at least`;
    return trace.bypass('network policy', text, { object: policy, path });
  }
  if (unlimited.length > 0) return trace.bypass('network policy', 'no policy limits what the caller connects to', { object });
  return trace.deny('network policy', `no policy permits the caller to connect to ${host}:${port}`, { object });
}

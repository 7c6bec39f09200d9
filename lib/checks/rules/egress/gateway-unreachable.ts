import { objectName } from '../../../core/format-finding';
import { oncePer } from '../../../core/group-by';
import { GATEWAY_NAME } from '../../../core/labels';
import { showPath } from '../../../core/path';
import { HBONE_PORT } from '../../../core/ports';
import type { EgressGraph } from '../../graph';
import { type AimlessPeer, aimlessPeers } from '../../graph/aimless-rules';
import { isRead } from '../../graph/client-exits';
import type { ExitGateway } from '../../graph/exit-gateways';
import { type GatewayPods, gatewayPodsOf } from '../../graph/gateway-pods';
import { opensPort } from '../../graph/network/matching';
import { type WayIn, waysIn } from '../../graph/way-in';
import { type MissingWay, waysOn } from '../../graph/way-on';
import type { Objection } from '../../object/objection';
import type { Rule } from '../base/rule';

/** Network policies that close the way to the gateway, or from it to what it needs. */
export const gatewayUnreachable: Rule = {
  id: 'egress/gateway-unreachable',
  severity: 'error',
  summary: 'a network policy closes the way through the egress gateway',
  *check({ graph, platformNamespaces }) {
    const ways = waysIn(graph, platformNamespaces);
    const shut =
      graph.egressGateways.size > 0 ? gatewayPodsOf(graph).flatMap((gateway) => withoutHbone(gateway, ways, graph)) : [];
    const closed = [...ways.flatMap((way) => closedWay(way, graph)), ...aimlessPeers(graph).map(aimless)];
    const found = [...shut, ...closed, ...waysOn(graph).map(missingWay)];
    yield* oncePer(found, ({ object, path, allowed }) => `${objectName(object)} ${showPath(path)} ${allowed}`);
  },
};

const BY_ZTUNNEL = 'on which ztunnel calls it for pods in ambient';

/** A gateway in ambient whose pods accept nothing on the port of ztunnel, although no known client is outside ambient. */
function withoutHbone({ exit, pod, isCaptured }: GatewayPods, ways: readonly WayIn[], graph: EgressGraph): Objection[] {
  const policy = graph.networkPolicies.responsible('Ingress', pod);
  if (!policy || !isCaptured || ways.some((way) => !way.isCaptured) || !isRead(pod, graph.catalogue)) return [];
  const rules = graph.networkPolicies.accepting('Ingress', pod);
  if (rules.some((rule) => opensPort(rule, HBONE_PORT, 'TCP'))) return [];
  return [
    {
      object: policy,
      path: ['spec', 'ingress'],
      got: `no rule for port ${HBONE_PORT} of Gateway ${exit.namespace}/${exit.name}`,
      allowed: allowedPort([HBONE_PORT], exit, BY_ZTUNNEL),
      fix: `add a rule for port ${HBONE_PORT} (TCP) from the namespaces of the clients`,
    },
  ];
}

function closedWay({ client, gateway, meant, ports, isCaptured, closed }: WayIn, graph: EgressGraph): Objection[] {
  if (!closed || (closed.at === 'Ingress' && !isRead(gateway.pod, graph.catalogue))) return [];
  const port = `port ${ports.join(' or ')}`;
  const why = isCaptured && ports[0] === HBONE_PORT ? BY_ZTUNNEL : 'which pods outside ambient call';
  const allowed = allowedPort(ports, gateway.exit, why);
  if (closed.rule) {
    const { policy, path } = closed.rule;
    const got = `${closed.rule.action} for ${objectName(client.object)}`;
    return [{ object: policy, path, got, allowed, fix: `accept ${port} (TCP) before this rule` }];
  }
  if (closed.at === 'Egress') {
    const got = `a rule for the gateway without ${port}`;
    return [{ object: meant.policy, path: [...meant.path, 'ports'], got, allowed, fix: `add ${port} (TCP)` }];
  }
  const policy = graph.networkPolicies.responsible('Ingress', gateway.pod);
  const got = `no rule for ${port} from ${objectName(client.object)}, which is meant to call the gateway`;
  const fix = `add a rule for ${port} (TCP) from namespace ${client.namespace}; for an EgressGateway, name its pods as callers of a host`;
  return policy ? [{ object: policy, path: ['spec', 'ingress'], got, allowed, fix }] : [];
}

/** Pods that may call port 15008 of pods that do not exist. */
function aimless({ policy, path, selector, gateway: { namespace, name } }: AimlessPeer): Objection {
  return {
    object: policy,
    path,
    got: `${JSON.stringify(selector.matchLabels ?? selector.matchExpressions)}, labels of no pods there`,
    allowed: `the pods of Gateway ${namespace}/${name}: ${GATEWAY_NAME}: ${name}, in namespace ${namespace}`,
    fix: 'correct the labels or the namespace',
  };
}

function allowedPort(ports: readonly number[], { namespace, name }: ExitGateway, why: string): string {
  return `port ${ports.join(' or ')} of Gateway ${namespace}/${name}, ${why}`;
}

function missingWay({ policy, direction, needed, otherwise, property }: MissingWay): Objection {
  return {
    object: policy,
    path: ['spec', direction],
    got: `no rule for ${needed}`,
    allowed: `${needed}; without it, ${otherwise}`,
    fix: property === undefined ? 'add such a rule' : `add such a rule; for an EgressGateway, add ${property}`,
  };
}

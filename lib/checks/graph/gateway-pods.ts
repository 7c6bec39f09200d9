import { KIND } from '../../core/kinds';
import { GATEWAY_NAME } from '../../core/labels';
import { valueAt } from '../../core/path';
import { gatewayPodMarks, isCaptured } from './ambient';
import type { Catalogue } from './catalogue';
import type { EgressGraph } from './egress-graph';
import { type ExitGateway, exitGatewaysOf } from './exit-gateways';
import type { Pod } from './network-policies';

/** The pods of an egress gateway. */
export interface GatewayPods {
  readonly exit: ExitGateway;
  readonly pod: Pod;
  /** Whether ztunnel captures them; `undefined` if unknown. */
  readonly isCaptured: boolean | undefined;
  /** The ports of its listeners; `undefined` if another repository owns the Gateway. */
  readonly listenerPorts: readonly number[] | undefined;
}

/** The pods of all egress gateways. */
export function gatewayPodsOf(graph: EgressGraph): GatewayPods[] {
  return exitGatewaysOf(graph).map((exit) => podsOf(exit, graph.catalogue));
}

/** The pods of all gateways that kgateway runs, whether or not requests leave by them, and of those of other repositories. */
export function allGatewayPods(graph: EgressGraph): GatewayPods[] {
  const own = graph.gateways.filter(({ isKgateway }) => isKgateway);
  const others = exitGatewaysOf(graph).filter(({ gateway }) => !gateway);
  const all = [...own.map((gateway) => ({ namespace: gateway.namespace, name: gateway.name, gateway })), ...others];
  return all.map((exit) => podsOf(exit, graph.catalogue));
}

function podsOf(exit: ExitGateway, catalogue: Catalogue): GatewayPods {
  const { namespace, name, gateway } = exit;
  if (!gateway) {
    const pod = { namespace, labels: { [GATEWAY_NAME]: name }, hasMoreLabels: true };
    return { exit, pod, isCaptured: undefined, listenerPorts: undefined };
  }
  const { gatewayClassName } = gateway.object.spec;
  const marks = isOfKgateway(gatewayClassName, catalogue) ? gatewayPodMarks(gateway, catalogue) : undefined;
  const labels = { ...(marks && { ...kgatewayLabels(name, gatewayClassName), ...marks.labels }), [GATEWAY_NAME]: name };
  return {
    exit,
    pod: { namespace, labels, ...(!marks && { hasMoreLabels: true }) },
    isCaptured: marks && isCaptured(namespace, marks.labels, catalogue),
    listenerPorts: gateway.listeners.map(({ spec }) => spec.port),
  };
}

/** The class of kgateway, without parameters that can add labels. */
function isOfKgateway(name: string, catalogue: Catalogue): boolean {
  const found = catalogue.find(KIND.GatewayClass, 'default', name);
  if (!found) return name === 'kgateway';
  return valueAt(found, ['spec', 'controllerName']) === 'kgateway.dev/kgateway' && !valueAt(found, ['spec', 'parametersRef']);
}

/** The labels that kgateway sets on the pods of a Gateway. */
function kgatewayLabels(name: string, className: string): Record<string, string> {
  return {
    'app.kubernetes.io/component': 'proxy',
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/name': name,
    'gateway.networking.k8s.io/gateway-class-name': className,
    kgateway: 'kube-gateway',
  };
}

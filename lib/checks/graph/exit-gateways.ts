import { KIND } from '../../core/kinds';
import type { EgressGraph } from './egress-graph';
import type { Gateway } from './gateways';

/** A Gateway through which requests leave the cluster. */
export interface ExitGateway {
  readonly namespace: string;
  readonly name: string;
  /** `undefined` if it is not among the objects, and another repository owns it. */
  readonly gateway: Gateway | undefined;
}

/**
 * The egress gateways: those of {@link EgressGraph.egressGateways}, and those of other repositories. A Gateway of another
 * repository is one unless all routes that attach to it lead to destinations in the cluster.
 */
export function exitGatewaysOf({ egressGateways, catalogue, routes }: EgressGraph): ExitGateway[] {
  const own = [...egressGateways].map((gateway) => ({ namespace: gateway.namespace, name: gateway.name, gateway }));
  const elsewhere = catalogue.elsewhereOf(KIND.Gateway);
  if (elsewhere.length === 0) return own;
  const routed = new Map<string, boolean>();
  for (const { served, leadsOut } of routes) {
    for (const { gatewayKey } of served) {
      if (gatewayKey !== undefined) routed.set(gatewayKey, leadsOut || routed.get(gatewayKey) === true);
    }
  }
  const external = elsewhere.flatMap((key) => {
    const [namespace, name] = key.split('/');
    if (namespace === undefined || name === undefined || routed.get(key) === false) return [];
    return [{ namespace, name, gateway: undefined }];
  });
  return [...own, ...external];
}

import { lazy } from '../../../core/memo';
import { type Cidr, holds, parseCidr } from '../../../core/net/cidr';
import { isAssignedAddress } from '../../../core/net/inside-address';
import { sideOfAddress } from '../../../core/net/side';
import type { Destination, EgressGraph, ObjectOf } from '../../graph';
import { isPlatform } from '../../graph/client-exits';
import { exitGatewaysOf } from '../../graph/exit-gateways';
import { type UpstreamAddress, upstreamAddresses } from '../../graph/upstream-addresses';
import type { Rule, RuleContext } from '../base/rule';

/** ztunnel sends connections to an address of a ServiceEntry to its endpoints, those of the gateway included. */
export const claimedAddress: Rule = {
  id: 'egress/claimed-address',
  severity: 'error',
  summary: 'the ServiceEntry takes over all connections to an address that it need not own, those of the gateway included',
  *check(context) {
    const { graph } = context;
    if (graph.egressGateways.size === 0) return;
    const upstreams = lazy(() => upstreamAddresses(graph));
    for (const destination of graph.destinations) {
      for (const [index, address] of claimsOf(destination).entries()) {
        const reason = reasonAgainst(address, destination, context, upstreams);
        if (!reason) continue;
        yield {
          object: destination.object,
          path: ['spec', 'addresses', index],
          got: address,
          allowed: `an address that no host outside the cluster has; ${reason}`,
          fix: 'remove the address: Istio assigns one to each host of a ServiceEntry with resolution STATIC or DNS',
        };
      }
    }
  },
};

function claimsOf({ kind, object }: Destination): readonly string[] {
  return kind === 'ServiceEntry' ? ((object as ObjectOf<'networking.istio.io/ServiceEntry'>).spec.addresses ?? []) : [];
}

function reasonAgainst(
  address: string,
  { object, namespace }: Destination,
  { graph, platformNamespaces = [] }: RuleContext,
  upstreams: () => readonly UpstreamAddress[],
): string | undefined {
  const claim = parseCidr(address);
  if (!claim || isAssignedAddress(address)) return undefined;
  const upstream = upstreams().find((one) => one.object !== object && meet(one.range, claim));
  if (upstream) return `the gateway connects to ${upstream.text}`;
  const isTenant = !isPlatform(namespace, platformNamespaces) && !isOfGateways(namespace, graph);
  return isTenant && sideOfAddress(address) === 'outside' ? `namespace ${namespace} is not that of a gateway` : undefined;
}

function meet(one: Cidr, other: Cidr): boolean {
  return holds(one, other) || holds(other, one);
}

function isOfGateways(namespace: string, graph: EgressGraph): boolean {
  return exitGatewaysOf(graph).some((gateway) => gateway.namespace === namespace);
}

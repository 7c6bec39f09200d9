import { lazy } from '../../core/memo';
import { parseCidr } from '../../core/net/cidr';
import { ALL_PORTS, addressesOf, portsOf, type Region } from '../../core/net/region';
import { difference } from '../../core/net/spans';
import type { EgressGraph } from './egress-graph';
import { gatewayPodsOf } from './gateway-pods';
import type { Gateway } from './gateways';
import type { Pod, PolicyRule } from './network-policies';

/** Why the pods of an egress gateway can reach link-local addresses. */
export interface GatewayOpening {
  readonly gateway: Gateway;
  readonly pod: Pod;
  /** The rule that permits it; `undefined` if no policy limits the pods. */
  readonly rule: PolicyRule | undefined;
}

/** Link-local addresses, such as that of the metadata service. DNS on the node uses one too. */
export const METADATA_RANGE = '169.254.0.0/16';

const region = lazy((): Region => {
  const dns = [...portsOf('TCP', 53, 53), ...portsOf('UDP', 53, 53)];
  return [
    { addresses: addressesOf([METADATA_RANGE].flatMap((text) => parseCidr(text) ?? [])), ports: difference(ALL_PORTS, dns) },
  ];
});

/** All ways by which network policies let egress gateways reach link-local addresses. */
export function gatewayOpenings(graph: EgressGraph): GatewayOpening[] {
  if (graph.egressGateways.size === 0) return [];
  return gatewayPodsOf(graph).flatMap(({ exit: { gateway }, pod }) => {
    if (!gateway) return [];
    const { openings, unlimited } = graph.networkPolicies.reach(pod, region());
    const byRules = openings.flatMap(({ rule, region: opened }) => (opened ? [{ gateway, pod, rule }] : []));
    return unlimited.length > 0 ? [...byRules, { gateway, pod, rule: undefined }] : byRules;
  });
}

import { type Cidr, holds, PRIVATE_RANGES, parseCidr } from '../../core/net/cidr';
import { valueAt } from '../../core/path';
import type { Manifest } from '../../manifests/manifest';
import type { Destination } from './destinations';
import type { EgressGraph } from './egress-graph';
import { gatewayPodsOf } from './gateway-pods';
import { backendIndexOf } from './uses';

/** An address to which egress gateways connect. */
export interface UpstreamAddress {
  readonly range: Cidr;
  /** `198.51.100.20, for Backend egress/api`. */
  readonly text: string;
  /** The object that names it: a destination, or a policy of the gateway. */
  readonly object: Manifest;
}

/**
 * The addresses that egress gateways connect to, as far as the objects name them: those of destinations, and the private ranges
 * that network policies open to the gateways for destinations in the company's own network.
 */
export function upstreamAddresses(graph: EgressGraph): UpstreamAddress[] {
  const { http, passthrough } = backendIndexOf(graph);
  const destinations = new Set([...http, ...passthrough].map(({ destination }) => destination));
  return [...[...destinations].flatMap(addressesOf), ...openedToGateways(graph)];
}

function addressesOf(destination: Destination): UpstreamAddress[] {
  const { object, kind, namespace, name, hosts } = destination;
  const endpoints = valueAt(object, ['spec', 'endpoints']);
  const named = Array.isArray(endpoints) ? endpoints.map((one) => valueAt(one, ['address'])) : [];
  return [...hosts, ...named].flatMap((address) => {
    const range = typeof address === 'string' ? parseCidr(address) : undefined;
    return range ? [{ range, text: `${address}, for ${kind} ${namespace}/${name}`, object }] : [];
  });
}

const PRIVATE = PRIVATE_RANGES.flatMap((text) => parseCidr(text) ?? []);

function openedToGateways(graph: EgressGraph): UpstreamAddress[] {
  return gatewayPodsOf(graph).flatMap(({ pod, exit }) =>
    graph.networkPolicies.accepting('Egress', pod).flatMap(({ policy, peers }) =>
      peers
        .flatMap((peer) => (peer.kind === 'addresses' ? peer.ranges : []))
        .filter((range) => PRIVATE.some((one) => holds(one, range)))
        .map((range) => ({
          range,
          text: `addresses that ${policy.kind} ${policy.metadata.name} opens to Gateway ${exit.namespace}/${exit.name}`,
          object: policy,
        })),
    ),
  );
}

import type { NetworkPolicySpec } from '../../../imports/networking.k8s.io/network-policy';
import { GATEWAY_NAME } from '../../core/labels';
import { NODE_ADDRESSES } from '../../core/node-addresses';
import { HBONE_PORT } from '../../core/ports';
import { toNameServers } from '../network/cluster-dns';
import { podsOf, tcp, toAddress, toPeer } from '../network/policy-peers';
import type { ClientNamespaceProps } from './client-namespace-props';

/** The NetworkPolicy of a client namespace: whatever it does not list is denied, IPv4 and IPv6 alike. */
export function clientPolicy(props: ClientNamespaceProps): NetworkPolicySpec {
  const { gateways, allow = [], dns = {}, denyIngress = false } = props;
  const targets = new Map(gateways.map((gateway) => [`${gateway.namespace}/${gateway.gatewayName}`, gateway]));
  const toGateways = [...targets.values()].map(({ namespace, gatewayName }) =>
    podsOf(namespace, { [GATEWAY_NAME]: gatewayName }),
  );
  return {
    podSelector: {},
    policyTypes: denyIngress ? ['Ingress', 'Egress'] : ['Egress'],
    ...(denyIngress && fromNode(props)),
    egress: [
      toNameServers(dns),
      // An empty list of destinations would mean all. The checks report it.
      ...(toGateways.length > 0 ? [{ to: toGateways, ports: tcp(HBONE_PORT) }] : []),
      ...allow.map(toPeer),
    ],
  };
}

/** The probes of kubelet, in ambient with the address of the node. */
function fromNode({ probePorts = [] }: ClientNamespaceProps): Pick<NetworkPolicySpec, 'ingress'> {
  return probePorts.length > 0 ? { ingress: [{ from: NODE_ADDRESSES.map(toAddress), ports: tcp(...probePorts) }] } : {};
}

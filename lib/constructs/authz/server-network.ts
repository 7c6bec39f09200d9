import type { Construct } from 'constructs';
import { NetworkPolicy, type NetworkPolicyEgress } from '../../../imports/networking.k8s.io/network-policy';
import { GATEWAY_NAME } from '../../core/labels';
import { NODE_ADDRESSES } from '../../core/node-addresses';
import { HBONE_PORT } from '../../core/ports';
import { makeObject } from '../base/api-object';
import { ClusterPeer } from '../network/cluster-peer';
import { podsOf, tcp, toAddress, toPeer } from '../network/policy-peers';
import { SERVER_PORTS, type ServerParts, serverLabels } from './server-parts';

/** Only the gateway can reach the server, through HBONE. The server has no egress, except to the API server if it needs that. */
export function makeNetworkPolicy(scope: Construct, parts: ServerParts): void {
  const labels = serverLabels(parts.name);
  makeObject(scope, 'NetworkPolicy', NetworkPolicy, {
    metadata: { ...parts.metadata('NetworkPolicy'), labels },
    spec: {
      podSelector: { matchLabels: labels },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        { from: [podsOf(undefined, { [GATEWAY_NAME]: parts.gatewayName })], ports: tcp(HBONE_PORT) },
        { from: NODE_ADDRESSES.map(toAddress), ports: tcp(SERVER_PORTS.probes) },
      ],
      ...egressOf(parts),
    },
  });
}

function egressOf({ apiServer }: ServerParts): { readonly egress?: readonly NetworkPolicyEgress[] } {
  return apiServer ? { egress: [toPeer(ClusterPeer.apiServer(apiServer))] } : {};
}

import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  NetworkPolicy,
  type NetworkPolicyEgress,
  type NetworkPolicyIngress,
} from '../../../imports/networking.k8s.io/network-policy';
import { AuthorizationPolicy } from '../../../imports/security.istio.io/authorization-policy';
import { PeerAuthentication } from '../../../imports/security.istio.io/peer-authentication';
import { GATEWAY_NAME } from '../../core/labels';
import { NODE_ADDRESSES } from '../../core/node-addresses';
import { HBONE_PORT } from '../../core/ports';
import { makeObject } from '../base/api-object';
import { later } from '../base/later';
import { ClusterPeer } from '../network/cluster-peer';
import { admission, identifiedOnly } from '../network/mesh-policies';
import { podsOf, tcp, toAddress, toPeer } from '../network/policy-peers';
import { type Labels, SERVER_PORTS, type ServerParts, serverLabels } from './server-parts';

/** Only the gateway can reach the server, through HBONE. The server has no egress, except to the API server if it needs that. */
export function makeNetworkPolicy(scope: Construct, parts: ServerParts): void {
  const labels = serverLabels(parts.name);
  makeObject(scope, 'NetworkPolicy', NetworkPolicy, {
    metadata: { ...parts.metadata('NetworkPolicy'), labels },
    spec: {
      podSelector: { matchLabels: labels },
      policyTypes: ['Ingress', 'Egress'],
      ingress: fromGateway(parts.gatewayName, [HBONE_PORT], SERVER_PORTS.probes),
      ...egressOf(parts),
    },
  });
}

/** The pods of a server that the construct does not deploy, in the namespace of the gateway. */
export interface OwnServer {
  readonly metadata: ApiObjectMetadata;
  /** Read when the tree is built: cdk8s-plus can add labels at any time. */
  readonly labels: () => Labels;
  readonly gatewayName: string;
  /** The ports on which the gateway calls them. */
  readonly ports: readonly number[];
  readonly probePort: number | undefined;
}

/** Lets the gateway in, which the default deny of its namespace keeps out. Egress is up to the owner of the server. */
export function makeServerOpening(scope: Construct, { metadata, labels, gatewayName, ports, probePort }: OwnServer): void {
  makeObject(scope, 'NetworkPolicy', NetworkPolicy, {
    metadata,
    spec: later(() => ({
      podSelector: { matchLabels: labels() },
      policyTypes: ['Ingress'],
      ingress: fromGateway(gatewayName, ports, probePort ?? SERVER_PORTS.probes),
    })),
  });
}

function fromGateway(gatewayName: string, ports: readonly number[], probePort: number): readonly NetworkPolicyIngress[] {
  return [
    { from: [podsOf(undefined, { [GATEWAY_NAME]: gatewayName })], ports: tcp(...ports) },
    { from: NODE_ADDRESSES.map(toAddress), ports: tcp(probePort) },
  ];
}

/** The pods of a server, and who may call them. */
export interface ServerAdmission {
  readonly metadata: ServerParts['metadata'];
  /** Read when the tree is built: cdk8s-plus can add labels at any time. */
  readonly labels: () => Labels;
  readonly port: number;
  /** The service account of the gateway's pods, as `namespace/name`. */
  readonly account: string;
}

/** The mesh admits only the service account of the gateway. A NetworkPolicy admits all pods with the labels of the gateway. */
export function makeMeshPolicies(scope: Construct, { metadata, labels, port, account }: ServerAdmission): void {
  makeObject(scope, 'PeerAuthentication', PeerAuthentication, {
    metadata: metadata('PeerAuthentication'),
    spec: later(() => identifiedOnly(labels())),
  });
  makeObject(scope, 'Admission', AuthorizationPolicy, {
    metadata: metadata('AuthorizationPolicy'),
    spec: later(() => admission(labels(), port, { serviceAccounts: [account] })),
  });
}

function egressOf({ apiServer }: ServerParts): { readonly egress?: readonly NetworkPolicyEgress[] } {
  return apiServer ? { egress: [toPeer(ClusterPeer.apiServer(apiServer))] } : {};
}

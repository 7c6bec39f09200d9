import { Catalogue } from '../../lib/checks/graph/catalogue';
import { NetworkPolicies, type Peer, type Verdict } from '../../lib/checks/graph/network-policies';
import type { Manifest } from '../../lib/manifests/manifest';
import { type Connection, NAMED_PORT, NAMESPACES, PODS, type Policies } from './random-cluster';

/** Which connections the checks of this library permit. */
export function permittedByChecks({ networkPolicies, admin, baseline }: Policies, connections: readonly Connection[]): Verdict[] {
  const namespaces = NAMESPACES.map((metadata) => ({ apiVersion: 'v1', kind: 'Namespace', metadata }));
  const objects = [...namespaces, ...networkPolicies, ...admin, ...baseline] as Manifest[];
  const policies = new NetworkPolicies(new Catalogue(objects, {}));
  return connections.map(({ From, To, Protocol, Port }) =>
    policies.permit({ from: peerAt(From), to: peerAt(To), protocol: Protocol, port: Port }),
  );
}

function peerAt(address: string): Peer {
  const pod = PODS.find((one) => one.address === address);
  if (!pod) return { address };
  const { namespace, labels } = pod.metadata;
  return { namespace, labels, ports: { [NAMED_PORT.name]: NAMED_PORT.port } };
}

/** The same policies as ClusterNetworkPolicies, which have tiers in place of kinds. */
export function asClusterNetworkPolicies({ networkPolicies, admin, baseline }: Policies): Policies {
  return {
    networkPolicies,
    admin: admin.map((policy) => clusterNetworkPolicy(policy, 'Admin')),
    baseline: baseline.map((policy) => clusterNetworkPolicy(policy, 'Baseline')),
  };
}

interface AdminPolicy {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly priority?: number;
    readonly subject: object;
    readonly egress?: readonly AdminRule[];
    readonly ingress?: readonly AdminRule[];
  };
}

interface AdminRule {
  readonly action: string;
  readonly ports?: readonly AdminPort[];
}

interface AdminPort {
  readonly portNumber?: { readonly protocol: string; readonly port: number };
  readonly portRange?: { readonly protocol: string; readonly start: number; readonly end: number };
}

function clusterNetworkPolicy(policy: object, tier: 'Admin' | 'Baseline'): object {
  const { metadata, spec } = policy as AdminPolicy;
  const { priority = 0, subject, egress = [], ingress = [] } = spec;
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: `${tier.toLowerCase()}-${metadata.name}` },
    spec: { tier, priority, subject, egress: egress.map(acceptingRule), ingress: ingress.map(acceptingRule) },
  };
}

function acceptingRule({ action, ports = [], ...peers }: AdminRule): object {
  const protocols = ports.map(({ portNumber, portRange }) => {
    const protocol = (portNumber ?? portRange)?.protocol.toLowerCase() ?? 'tcp';
    const destinationPort = portRange
      ? { range: { start: portRange.start, end: portRange.end } }
      : { number: portNumber?.port ?? 0 };
    return { [protocol]: { destinationPort } };
  });
  return { ...peers, action: action === 'Allow' ? 'Accept' : action, ...(protocols.length > 0 ? { protocols } : {}) };
}

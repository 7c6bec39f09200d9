import type {
  AdminNetworkPolicyPort,
  AdminNetworkPolicyTo,
} from '../../../../imports/policy.networking.k8s.io/admin-network-policy';
import type { ClusterNetworkPolicyProtocol } from '../../../../imports/policy.networking.k8s.io/cluster-network-policy';
import { KIND } from '../../../core/kinds';
import type { LabelSelector } from '../../../core/label-selector';
import { parseCidr } from '../../../core/net/cidr';
import type { Protocol } from '../../../core/net/region';
import type { Manifest } from '../../../manifests/manifest';
import type { Catalogue } from '../catalogue';
import type { Action, Direction, PolicyRule, RulePeer, RulePort } from './policy-rules';

/** A policy for pods of several namespaces: a ClusterNetworkPolicy, AdminNetworkPolicy or BaselineAdminNetworkPolicy. */
export interface ClusterPolicy {
  readonly object: Manifest;
  /** Admin policies are evaluated before NetworkPolicies, Baseline policies after them. */
  readonly tier: 'Admin' | 'Baseline';
  /** In a tier, lower numbers are evaluated first. */
  readonly priority: number;
  readonly subject: PodsPeer;
  readonly rules: Readonly<Record<Direction, readonly PolicyRule[]>>;
}

type PodsPeer = Extract<RulePeer, { kind: 'pods' }>;

/**
 * All policies for pods of several namespaces, in the order of their evaluation.
 *
 * @see https://network-policy-api.sigs.k8s.io/reference/spec/
 */
export function clusterPoliciesOf(catalogue: Catalogue): ClusterPolicy[] {
  const found = [
    ...catalogue.ofKind(KIND.ClusterNetworkPolicy).map((one) => read(one, one.spec, one.spec.tier, one.spec.priority)),
    ...catalogue.ofKind(KIND.AdminNetworkPolicy).map((one) => read(one, one.spec, 'Admin', one.spec.priority)),
    // There is one, and it is evaluated last.
    ...catalogue.ofKind(KIND.BaselineAdminNetworkPolicy).map((one) => read(one, one.spec, 'Baseline', 1001)),
  ];
  return found.sort((a, b) => a.priority - b.priority || Number(accepts(b)) - Number(accepts(a)));
}

/** Of two policies with the same priority, either may win. The one that accepts egress comes first here, to assume the worst. */
function accepts({ rules }: ClusterPolicy): boolean {
  return rules.Egress.some(({ action }) => action === 'Accept');
}

/** The fields of all three kinds. */
interface Spec {
  readonly subject: RawPeer;
  readonly egress?: readonly (RawRule & { readonly to: readonly RawPeer[] })[];
  readonly ingress?: readonly (RawRule & { readonly from: readonly RawPeer[] })[];
}

interface RawRule {
  readonly action: string;
  /** Of a ClusterNetworkPolicy. */
  readonly protocols?: readonly ClusterNetworkPolicyProtocol[];
  /** Of the other two. */
  readonly ports?: readonly AdminNetworkPolicyPort[];
}

type RawPeer = Omit<AdminNetworkPolicyTo, 'pods'> & {
  readonly pods?: { readonly namespaceSelector?: LabelSelector; readonly podSelector: LabelSelector };
};

function read(object: Manifest, spec: Spec, tier: ClusterPolicy['tier'], priority: number): ClusterPolicy {
  const { subject, egress = [], ingress = [] } = spec;
  const rules = {
    Egress: egress.map((raw, index) => ruleOf(object, 'egress', index, raw, raw.to)),
    Ingress: ingress.map((raw, index) => ruleOf(object, 'ingress', index, raw, raw.from)),
  };
  return { object, tier, priority, subject: podsOf(subject), rules };
}

function ruleOf(policy: Manifest, field: string, index: number, raw: RawRule, peers: readonly RawPeer[]): PolicyRule {
  const action = (raw.action === 'Allow' ? 'Accept' : raw.action) as Action;
  const ports = [...(raw.protocols ?? []).flatMap(portOfProtocol), ...(raw.ports ?? []).flatMap(portOf)];
  return { policy, path: ['spec', field, index], action, peers: peers.map(peerOf), ports };
}

function podsOf({ namespaces, pods }: RawPeer): PodsPeer {
  return { kind: 'pods', namespaces: pods ? (pods.namespaceSelector ?? {}) : (namespaces ?? {}), pods: pods?.podSelector ?? {} };
}

function peerOf(peer: RawPeer): RulePeer {
  if (peer.networks) {
    return { kind: 'addresses', ranges: peer.networks.flatMap((text) => parseCidr(text) ?? []), reachesPods: true };
  }
  if (peer.domainNames) return { kind: 'domains', names: peer.domainNames };
  return peer.nodes ? { kind: 'nodes' } : podsOf(peer);
}

function portOfProtocol({ destinationNamedPort: name, tcp, udp, sctp }: ClusterNetworkPolicyProtocol): RulePort[] {
  if (name !== undefined) return [{ protocol: undefined, name }];
  return Object.entries({ TCP: tcp, UDP: udp, SCTP: sctp }).flatMap(([protocol, fields]) => {
    if (!fields) return [];
    const { number, range } = fields.destinationPort ?? {};
    const [first, last] = [range?.start ?? number ?? 0, range?.end ?? number ?? 65535];
    return [{ protocol: protocol as Protocol, first, last }];
  });
}

function portOf({ namedPort: name, portNumber, portRange }: AdminNetworkPolicyPort): RulePort[] {
  if (name !== undefined) return [{ protocol: undefined, name }];
  const protocol = (portNumber?.protocol ?? portRange?.protocol ?? 'TCP') as Protocol;
  const [first, last] = [portNumber?.port ?? portRange?.start, portNumber?.port ?? portRange?.end];
  return first === undefined || last === undefined ? [] : [{ protocol, first, last }];
}

import type { NetworkPolicyPort, NetworkPolicyTo } from '../../../../imports/networking.k8s.io/network-policy';
import type { LabelSelector } from '../../../core/label-selector';
import { type Cidr, parseCidr, without } from '../../../core/net/cidr';
import type { Protocol } from '../../../core/net/region';
import type { Path } from '../../../core/path';
import type { Manifest } from '../../../manifests/manifest';
import { namespaceOf } from '../catalogue';
import type { ObjectOf } from '../kinds';

export type Direction = 'Ingress' | 'Egress';

/** What a rule does with the connections that it matches. `Pass` leaves the decision to the next tier. */
export type Action = 'Accept' | 'Deny' | 'Pass';

/** A rule of any kind of policy, for either direction. */
export interface PolicyRule {
  readonly policy: Manifest;
  /** `spec.egress[0]`. */
  readonly path: Path;
  readonly action: Action;
  /** If empty, every peer. */
  readonly peers: readonly RulePeer[];
  /** If empty, every port. */
  readonly ports: readonly RulePort[];
}

/** What a rule matches at the other end of a connection. */
export type RulePeer =
  | {
      readonly kind: 'pods';
      /** A namespace by its name, or namespaces by their labels. */
      readonly namespaces: string | LabelSelector;
      readonly pods: LabelSelector;
    }
  /** `reachesPods`: whether the ranges apply to the addresses of pods too. */
  | { readonly kind: 'addresses'; readonly ranges: readonly Cidr[]; readonly reachesPods: boolean }
  | { readonly kind: 'domains'; readonly names: readonly string[] }
  | { readonly kind: 'nodes' };

/** Ports by number, or a port of a pod by its name. */
export type RulePort =
  | { readonly protocol: Protocol; readonly first: number; readonly last: number }
  | { readonly protocol: Protocol | undefined; readonly name: string };

type Policy = ObjectOf<'networking.k8s.io/NetworkPolicy'>;

/** Whether a NetworkPolicy limits a direction. Without `policyTypes`: ingress, and also egress if it has egress rules. */
export function limits({ spec }: Policy, direction: Direction): boolean {
  if (spec?.policyTypes?.length) return spec.policyTypes.includes(direction);
  return direction === 'Ingress' || (spec?.egress ?? []).length > 0;
}

/** The rules of a NetworkPolicy for a direction. All of them accept. */
export function rulesOf(policy: Policy, direction: Direction): PolicyRule[] {
  const home = namespaceOf(policy);
  const { egress = [], ingress = [] } = policy.spec ?? {};
  const raw =
    direction === 'Egress'
      ? egress.map(({ to, ports }) => ({ peers: to, ports }))
      : ingress.map(({ from, ports }) => ({ peers: from, ports }));
  return raw.map(({ peers = [], ports = [] }, index) => ({
    policy,
    path: ['spec', direction.toLowerCase(), index],
    action: 'Accept',
    peers: peers.map((peer) => peerOf(peer, home)),
    ports: ports.map(portOf),
  }));
}

function peerOf({ ipBlock, podSelector, namespaceSelector }: NetworkPolicyTo, home: string): RulePeer {
  // Kubernetes does not define whether an ipBlock matches pods: it is meant for addresses outside the cluster.
  if (ipBlock) return { kind: 'addresses', ranges: blockOf(ipBlock), reachesPods: false };
  return { kind: 'pods', namespaces: namespaceSelector ?? home, pods: podSelector ?? {} };
}

function portOf({ protocol = 'TCP', port, endPort }: NetworkPolicyPort): RulePort {
  if (typeof port === 'string') return { protocol: protocol as Protocol, name: port };
  return { protocol: protocol as Protocol, first: port ?? 0, last: endPort ?? port ?? 65535 };
}

function blockOf({ cidr, except = [] }: { readonly cidr: string; readonly except?: readonly string[] }): Cidr[] {
  const range = parseCidr(cidr);
  if (!range) return [];
  return without(
    range,
    except.flatMap((text) => parseCidr(text) ?? []),
  );
}

import type { NetworkPolicyPort, NetworkPolicyTo } from '../../../imports/networking.k8s.io/network-policy';
import { listAt } from '../../core/group-by';
import { KIND } from '../../core/kinds';
import { type Labels, selects } from '../../core/label-selector';
import { lazy } from '../../core/memo';
import { type Cidr, holds, parseCidr, without } from '../../core/net/cidr';
import type { Path } from '../../core/path';
import { type Catalogue, namespaceOf } from './catalogue';
import type { ObjectOf } from './kinds';

/** The parts of a pod that NetworkPolicies read. */
export interface Pod {
  readonly namespace: string;
  readonly labels: Labels;
  /** Container ports by name, for policies that use port names. @default - none */
  readonly ports?: Readonly<Record<string, number>>;
}

/** One end of a connection: a pod, or an address outside the cluster. */
export type Peer = Pod | { readonly address: string };

/** A connection to evaluate. */
export interface Flow {
  readonly from: Peer;
  readonly to: Peer;
  /** @default 'TCP' */
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP';
  /** The destination port of the pod or address, never the port of a Service. */
  readonly port: number;
}

/** `undefined` if it depends on labels of a Namespace that is not among the objects. */
export type Verdict = boolean | undefined;

type Policy = ObjectOf<'networking.k8s.io/NetworkPolicy'>;

/** A rule of a policy, for either direction. */
interface Rule {
  readonly policy: Policy;
  /** `spec.egress[0]`. */
  readonly path: Path;
  readonly peers: readonly NetworkPolicyTo[];
  readonly ports: readonly NetworkPolicyPort[];
}

/** Addresses outside the cluster that pods can reach, and the rule that permits it. */
export interface Opening {
  readonly policy: Policy;
  readonly path: Path;
  /** Such as `0.0.0.0/0`; several ranges if the rule has exceptions. */
  readonly ranges: readonly Cidr[];
  readonly ports: readonly NetworkPolicyPort[];
}

type Direction = 'Ingress' | 'Egress';

/**
 * What NetworkPolicies permit, by the rules of Kubernetes. If no policy of a direction selects a pod, all its connections in that
 * direction are permitted. Otherwise, a connection is permitted if one of the selecting policies permits it. Both ends must
 * permit a connection.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class NetworkPolicies {
  private readonly byNamespace = new Map<string, Policy[]>();

  constructor(private readonly catalogue: Catalogue) {
    for (const policy of catalogue.ofKind(KIND.NetworkPolicy)) {
      listAt(this.byNamespace, namespaceOf(policy)).push(policy);
    }
  }

  /** Whether both ends permit a connection. */
  permit(flow: Flow): Verdict {
    const ends = [this.direction('Egress', flow.from, flow.to, flow), this.direction('Ingress', flow.to, flow.from, flow)];
    return ends.includes(false) ? false : ends.includes(undefined) ? undefined : true;
  }

  /** The policies that select a pod in a direction. If there are none, everything is permitted. */
  isolating(direction: Direction, { namespace, labels }: Pod): readonly Policy[] {
    const own = this.byNamespace.get(namespace) ?? [];
    return own.filter(({ spec }) => typesOf(spec).includes(direction) && selects(spec?.podSelector ?? {}, labels));
  }

  /** What an isolated pod can reach outside the cluster. A pod that no policy selects has no openings, but reaches all. */
  openings(pod: Pod, cluster: readonly Cidr[]): Opening[] {
    const rules = this.isolating('Egress', pod).flatMap((policy) => rulesOf(policy, 'Egress'));
    return rules.flatMap(({ policy, path, peers, ports }) => {
      const blocks = peers.length === 0 ? allAddresses() : peers.flatMap(({ ipBlock }) => (ipBlock ? blockOf(ipBlock) : []));
      const ranges = blocks.flatMap((block) => without(block, cluster));
      return ranges.length === 0 ? [] : [{ policy, path, ranges, ports }];
    });
  }

  private direction(direction: Direction, pod: Peer, other: Peer, flow: Flow): Verdict {
    if (!('namespace' in pod)) return true;
    const policies = this.isolating(direction, pod);
    if (policies.length === 0) return true;
    const rules = policies.flatMap((policy) => rulesOf(policy, direction)).filter((rule) => matchesPort(rule.ports, flow));
    const verdicts = rules.map((rule) => this.matchesPeers(rule, other));
    return verdicts.includes(true) ? true : verdicts.includes(undefined) ? undefined : false;
  }

  private matchesPeers({ policy, peers }: Rule, other: Peer): Verdict {
    if (peers.length === 0) return true;
    const verdicts = peers.map((peer) => this.matchesPeer(peer, namespaceOf(policy), other));
    return verdicts.includes(true) ? true : verdicts.includes(undefined) ? undefined : false;
  }

  private matchesPeer({ ipBlock, podSelector, namespaceSelector }: NetworkPolicyTo, home: string, other: Peer): Verdict {
    if ('address' in other) {
      const address = parseCidr(other.address);
      return address !== undefined && ipBlock !== undefined && blockOf(ipBlock).some((range) => holds(range, address));
    }
    // An ipBlock is meant for addresses outside the cluster. Kubernetes does not define whether it matches pods.
    if (ipBlock) return false;
    if (podSelector && !selects(podSelector, other.labels)) return false;
    if (!namespaceSelector) return other.namespace === home;
    const labels = this.catalogue.namespaceLabels(other.namespace);
    if (labels) return selects(namespaceSelector, labels);
    return Object.keys(namespaceSelector).length === 0 ? true : undefined;
  }
}

const allAddresses = lazy(() => ['0.0.0.0/0', '::/0'].map((text) => parseCidr(text) as Cidr));

/** The directions of a policy. Without `policyTypes`: ingress, and also egress if the policy has egress rules. */
function typesOf(spec: Policy['spec']): readonly string[] {
  return spec?.policyTypes?.length ? spec.policyTypes : spec?.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
}

function rulesOf(policy: Policy, direction: Direction): Rule[] {
  if (direction === 'Egress') {
    return (policy.spec?.egress ?? []).map(({ to = [], ports = [] }, index) => ({
      ...{ policy, path: ['spec', 'egress', index] },
      ...{ peers: to, ports },
    }));
  }
  return (policy.spec?.ingress ?? []).map(({ from = [], ports = [] }, index) => ({
    ...{ policy, path: ['spec', 'ingress', index] },
    ...{ peers: from, ports },
  }));
}

function blockOf({ cidr, except = [] }: { readonly cidr: string; readonly except?: readonly string[] }): Cidr[] {
  const range = parseCidr(cidr);
  return range
    ? without(
        range,
        except.flatMap((text) => parseCidr(text) ?? []),
      )
    : [];
}

/** Whether the ports of a rule include the destination port. A rule without ports includes all. */
function matchesPort(ports: readonly NetworkPolicyPort[], { protocol = 'TCP', port: called, to }: Flow): boolean {
  if (ports.length === 0) return true;
  return ports.some(({ protocol: permitted = 'TCP', port, endPort }) => {
    if (permitted !== protocol) return false;
    if (port === undefined) return true;
    if (typeof port === 'string') return 'namespace' in to && to.ports?.[port] === called;
    return endPort === undefined ? port === called : port <= called && called <= endPort;
  });
}

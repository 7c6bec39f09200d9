import type { NetworkPolicyPort, NetworkPolicyTo } from '../../../imports/networking.k8s.io/network-policy';
import { listAt } from '../../core/group-by';
import { KIND } from '../../core/kinds';
import { type Labels, selects } from '../../core/label-selector';
import { lazy } from '../../core/memo';
import { type Cidr, holds, parseCidr, without } from '../../core/net/cidr';
import type { Path } from '../../core/path';
import { type Catalogue, namespaceOf } from './catalogue';
import type { ObjectOf } from './kinds';

/** A pod, as far as NetworkPolicies look at it. */
export interface Pod {
  readonly namespace: string;
  readonly labels: Labels;
  /** Container ports by name, for policies that name one. @default - none */
  readonly ports?: Readonly<Record<string, number>>;
}

/** The other end of a connection: a pod, or an address that is no pod's. */
export type Peer = Pod | { readonly address: string };

/** A connection that is asked for. */
export interface Flow {
  readonly from: Peer;
  readonly to: Peer;
  /** @default 'TCP' */
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP';
  /** The port of the pod or address that is called, never a Service's. */
  readonly port: number;
}

/** `undefined`: it hangs on labels of a Namespace that is not among the objects. */
export type Verdict = boolean | undefined;

type Policy = ObjectOf<'networking.k8s.io/NetworkPolicy'>;

/** A rule of a policy as both directions have it. */
interface Rule {
  readonly policy: Policy;
  /** `spec.egress[0]`. */
  readonly path: Path;
  readonly peers: readonly NetworkPolicyTo[];
  readonly ports: readonly NetworkPolicyPort[];
}

/** Addresses beyond the cluster that pods can reach, and the rule that lets them. */
export interface Opening {
  readonly policy: Policy;
  readonly path: Path;
  /** Such as `0.0.0.0/0`; several ranges where some are excepted. */
  readonly ranges: readonly Cidr[];
  readonly ports: readonly NetworkPolicyPort[];
}

type Direction = 'Ingress' | 'Egress';

/**
 * What NetworkPolicies permit, by the rules of Kubernetes: a pod that no policy of a direction selects may everything in that
 * direction; one that some select may what any of them permits. Both ends must permit a connection.
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

  /** Whether a connection is permitted by both its ends. */
  permit(flow: Flow): Verdict {
    const ends = [this.direction('Egress', flow.from, flow.to, flow), this.direction('Ingress', flow.to, flow.from, flow)];
    return ends.includes(false) ? false : ends.includes(undefined) ? undefined : true;
  }

  /** The policies that limit a pod in a direction; none: it may everything. */
  isolating(direction: Direction, { namespace, labels }: Pod): readonly Policy[] {
    const own = this.byNamespace.get(namespace) ?? [];
    return own.filter(({ spec }) => typesOf(spec).includes(direction) && selects(spec?.podSelector ?? {}, labels));
  }

  /** What of the world outside a pod that is limited may call; a pod that no policy limits may call all of it. */
  openings(pod: Pod, cluster: readonly Cidr[]): Opening[] {
    const rules = this.isolating('Egress', pod).flatMap((policy) => rulesOf(policy, 'Egress'));
    return rules.flatMap(({ policy, path, peers, ports }) => {
      const blocks = peers.length === 0 ? world() : peers.flatMap(({ ipBlock }) => (ipBlock ? blockOf(ipBlock) : []));
      const ranges = blocks.flatMap((block) => without(block, cluster));
      return ranges.length === 0 ? [] : [{ policy, path, ranges, ports }];
    });
  }

  private direction(direction: Direction, pod: Peer, other: Peer, flow: Flow): Verdict {
    if (!('namespace' in pod)) return true;
    const policies = this.isolating(direction, pod);
    if (policies.length === 0) return true;
    const rules = policies.flatMap((policy) => rulesOf(policy, direction)).filter((rule) => portFits(rule.ports, flow));
    const verdicts = rules.map((rule) => this.peerFits(rule, other));
    return verdicts.includes(true) ? true : verdicts.includes(undefined) ? undefined : false;
  }

  private peerFits({ policy, peers }: Rule, other: Peer): Verdict {
    if (peers.length === 0) return true;
    const verdicts = peers.map((peer) => this.fits(peer, namespaceOf(policy), other));
    return verdicts.includes(true) ? true : verdicts.includes(undefined) ? undefined : false;
  }

  private fits({ ipBlock, podSelector, namespaceSelector }: NetworkPolicyTo, home: string, other: Peer): Verdict {
    if ('address' in other) {
      const address = parseCidr(other.address);
      return address !== undefined && ipBlock !== undefined && blockOf(ipBlock).some((range) => holds(range, address));
    }
    // The ranges of an ipBlock are meant for addresses outside; whether they hold pods is not laid down.
    if (ipBlock) return false;
    if (podSelector && !selects(podSelector, other.labels)) return false;
    if (!namespaceSelector) return other.namespace === home;
    const labels = this.catalogue.namespaceLabels(other.namespace);
    if (labels) return selects(namespaceSelector, labels);
    return Object.keys(namespaceSelector).length === 0 ? true : undefined;
  }
}

const world = lazy(() => ['0.0.0.0/0', '::/0'].map((text) => parseCidr(text) as Cidr));

/** Policies of both directions unless they say otherwise; of egress only if they have rules for it. */
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

/** Whether a rule's ports hold the one that is called; none at all hold all. */
function portFits(ports: readonly NetworkPolicyPort[], { protocol = 'TCP', port: called, to }: Flow): boolean {
  if (ports.length === 0) return true;
  return ports.some(({ protocol: wanted = 'TCP', port, endPort }) => {
    if (wanted !== protocol) return false;
    if (port === undefined) return true;
    if (typeof port === 'string') return 'namespace' in to && to.ports?.[port] === called;
    return endPort === undefined ? port === called : port <= called && called <= endPort;
  });
}

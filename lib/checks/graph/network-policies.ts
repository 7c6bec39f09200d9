import { listAt } from '../../core/group-by';
import { KIND } from '../../core/kinds';
import { ALL_ADDRESSES, outside, type Protocol, type Region, within } from '../../core/net/region';
import type { Verdict } from '../../core/verdict';
import { type Catalogue, namespaceOf } from './catalogue';
import type { ObjectOf } from './kinds';
import { type ClusterPolicy, clusterPoliciesOf } from './network/cluster-policies';
import {
  includesPod,
  matches,
  outsideAddresses,
  outsidePorts,
  type Peer,
  type Pod,
  selectsPod,
  type Target,
} from './network/matching';
import { type Direction, limits, type PolicyRule, rulesOf } from './network/policy-rules';

export type { Verdict } from '../../core/verdict';
export type { Peer, Pod } from './network/matching';
export type { Direction, PolicyRule } from './network/policy-rules';

/** A connection to evaluate. */
export interface Flow {
  readonly from: Peer;
  readonly to: Peer;
  /** @default 'TCP' */
  readonly protocol?: Protocol;
  /** The destination port of the pod or address, never the port of a Service. */
  readonly port: number;
}

/** What may be decided on a connection at one of its ends. */
export interface Decision {
  readonly permitted: boolean;
  /** The rule that decides. `undefined` if no rule matches: then NetworkPolicies that select the pod deny, or nothing does. */
  readonly rule: PolicyRule | undefined;
}

/** Addresses outside the cluster that pods can reach, and the rule that permits it. */
export interface Opening {
  readonly rule: PolicyRule;
  /** `undefined` if the rule permits domain names, whose addresses are unknown. */
  readonly region: Region | undefined;
}

/** What a pod can reach of a region. */
export interface Reach {
  /** By a rule that permits it. */
  readonly openings: readonly Opening[];
  /** Because no policy limits it. */
  readonly unlimited: Region;
}

/** Whether a policy counts as selecting a pod if that depends on unknown labels: as it limits most, or as it limits least. */
export type Unknown = 'limits' | 'permits';

type Policy = ObjectOf<'networking.k8s.io/NetworkPolicy'>;

/**
 * What network policies permit, by the rules of Kubernetes and of the Network Policy API. Both ends must permit a connection. At
 * each end, three tiers are evaluated in this order:
 *
 * 1. Admin: ClusterNetworkPolicies of this tier and AdminNetworkPolicies, by priority. The first rule that matches decides; Pass
 *    continues with the next tier.
 * 2. NetworkPolicies: if one of them selects the pod, the connection is permitted if one of its policies permits it.
 * 3. Baseline: like Admin. If no rule matches, the connection is permitted.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 * @see https://network-policy-api.sigs.k8s.io/api-overview/
 */
export class NetworkPolicies {
  private readonly byNamespace = new Map<string, Policy[]>();
  private readonly tiers: Readonly<Record<ClusterPolicy['tier'], readonly ClusterPolicy[]>>;

  constructor(private readonly catalogue: Catalogue) {
    for (const policy of catalogue.ofKind(KIND.NetworkPolicy)) {
      listAt(this.byNamespace, namespaceOf(policy)).push(policy);
    }
    const cluster = clusterPoliciesOf(catalogue);
    this.tiers = {
      Admin: cluster.filter(({ tier }) => tier === 'Admin'),
      Baseline: cluster.filter(({ tier }) => tier === 'Baseline'),
    };
  }

  /** Whether both ends permit a connection; `undefined` if it depends on labels that are unknown. */
  permit(flow: Flow): Verdict {
    const ends = (['Egress', 'Ingress'] as const).map((direction) => this.decide(direction, flow));
    if (ends.some((decisions) => decisions.every(({ permitted }) => !permitted))) return false;
    return ends.every((decisions) => decisions.every(({ permitted }) => permitted)) ? true : undefined;
  }

  /** What may be decided at one end. There are several decisions if they depend on labels that are unknown. */
  decide(direction: Direction, flow: Flow): readonly Decision[] {
    const [pod, other] = direction === 'Egress' ? [flow.from, flow.to] : [flow.to, flow.from];
    if (!('namespace' in pod)) return [{ permitted: true, rule: undefined }];
    const connection = { direction, pod, other, target: flow };
    const admin = this.decideTier('Admin', connection);
    if (!admin.passes) return admin.decisions;
    const own = this.decideOwn(connection);
    if (!own.passes) return [...admin.decisions, ...own.decisions];
    const baseline = this.decideTier('Baseline', connection);
    const rest = baseline.passes ? [{ permitted: true, rule: undefined }] : [];
    return [...admin.decisions, ...own.decisions, ...baseline.decisions, ...rest];
  }

  /** The NetworkPolicies that limit a direction of a pod. Those that do so only if unknown labels match are left out. */
  isolating(direction: Direction, pod: Pod): readonly Policy[] {
    return this.selecting(direction, pod, true);
  }

  /** The NetworkPolicy to which a missing rule belongs: one that limits the pod, if possible one that has rules already. */
  responsible(direction: Direction, pod: Pod): Policy | undefined {
    const isolating = this.isolating(direction, pod);
    return isolating.find((policy) => rulesOf(policy, direction).length > 0) ?? isolating[0];
  }

  /** All rules that apply to a pod in a direction, and that permit connections. */
  accepting(direction: Direction, pod: Pod): readonly PolicyRule[] {
    const cluster = [...this.tiers.Admin, ...this.tiers.Baseline].filter(({ subject }) =>
      includesPod(subject, pod, this.catalogue),
    );
    const rules = cluster.flatMap((policy) => policy.rules[direction]).filter(({ action }) => action === 'Accept');
    return [...rules, ...this.isolating(direction, pod).flatMap((policy) => rulesOf(policy, direction))];
  }

  /** Which addresses and ports of a region a pod can reach, as far as its own end decides. */
  reach(pod: Pod, region: Region, unknown: Unknown = 'limits'): Reach {
    const admin = this.reachTier('Admin', pod, region, { unknown });
    const policies = this.selecting('Egress', pod, unknown === 'limits' ? undefined : true);
    if (policies.length > 0) {
      const sure = new Set(unknown === 'limits' ? this.isolating('Egress', pod) : policies);
      const rules = policies.filter((policy) => sure.has(policy)).flatMap((policy) => rulesOf(policy, 'Egress'));
      return { openings: [...admin.openings, ...rules.flatMap((rule) => openingOf(rule, admin.rest))], unlimited: [] };
    }
    const baseline = this.reachTier('Baseline', pod, admin.rest, { unknown });
    return { openings: [...admin.openings, ...baseline.openings], unlimited: baseline.rest };
  }

  /** The policies for several namespaces that no NetworkPolicy can overrule. */
  get overruling(): readonly ClusterPolicy[] {
    return this.tiers.Admin;
  }

  /** What such a policy opens of a region to pods of which only that is known that it selects them. */
  openedBy(policy: ClusterPolicy, region: Region): readonly Opening[] {
    const pod = { namespace: '', labels: {}, hasMoreLabels: true };
    const { openings } = this.reachTier('Admin', pod, region, { unknown: 'limits', selecting: policy });
    return openings.filter(({ rule }) => rule.policy === policy.object);
  }

  /** @param atLeast - `true`: certainly; `undefined`: possibly */
  private selecting(direction: Direction, pod: Pod, atLeast: true | undefined): readonly Policy[] {
    const own = this.byNamespace.get(pod.namespace) ?? [];
    return own.filter((policy) => {
      if (!limits(policy, direction)) return false;
      const selected = selectsPod(policy.spec?.podSelector ?? {}, pod);
      return selected === true || (selected === undefined && atLeast === undefined);
    });
  }

  private decideOwn({ direction, pod, other, target }: Connection): Outcome {
    const possible = this.selecting(direction, pod, undefined);
    if (possible.length === 0) return { decisions: [], passes: true };
    const sure = this.isolating(direction, pod);
    const decisions: Decision[] = [];
    for (const rule of possible.flatMap((policy) => rulesOf(policy, direction))) {
      const matched = matches(rule, other, target, this.catalogue);
      if (matched === false) continue;
      decisions.push({ permitted: true, rule });
      if (matched && sure.some((policy) => policy === rule.policy))
        return { decisions: [{ permitted: true, rule }], passes: false };
    }
    return { decisions: [...decisions, { permitted: false, rule: undefined }], passes: sure.length === 0 };
  }

  private decideTier(tier: ClusterPolicy['tier'], { direction, pod, other, target }: Connection): Outcome {
    const decisions: Decision[] = [];
    let passes = false;
    let decidedAt: number | undefined;
    for (const { priority, subject, rules } of this.tiers[tier]) {
      // Of several policies with the same priority, any may decide.
      if (decidedAt !== undefined && priority !== decidedAt) return { decisions, passes };
      const selected = includesPod(subject, pod, this.catalogue);
      if (selected === false) continue;
      for (const rule of rules[direction]) {
        const matched = matches(rule, other, target, this.catalogue);
        if (matched === false) continue;
        if (rule.action === 'Pass') passes = true;
        else decisions.push({ permitted: rule.action === 'Accept', rule });
        if (!matched) continue;
        if (selected) decidedAt = priority;
        break;
      }
    }
    return { decisions, passes: passes || decidedAt === undefined };
  }

  private reachTier(
    tier: ClusterPolicy['tier'],
    pod: Pod,
    region: Region,
    { unknown, selecting }: { readonly unknown: Unknown; readonly selecting?: ClusterPolicy },
  ): TierReach {
    const openings: Opening[] = [];
    let [rest, passed]: Region[] = [region, []] as [Region, Region];
    for (const policy of this.tiers[tier]) {
      const { subject, rules } = policy;
      const selected = policy === selecting || includesPod(subject, pod, this.catalogue);
      for (const rule of selected === false ? [] : rules.Egress) {
        if (selected === undefined && (rule.action === 'Deny') !== (unknown === 'limits')) continue;
        if (rule.action === 'Accept') openings.push(...openingOf(rule, rest));
        const box = boxOf(rule);
        if (rule.action === 'Pass') passed = [...(passed as Region), ...within(rest as Region, box)];
        rest = outside(rest as Region, box);
      }
    }
    return { openings, rest: [...(rest as Region), ...(passed as Region)] };
  }
}

/** One end of a connection, which decides on it. */
interface Connection {
  readonly direction: Direction;
  readonly pod: Pod;
  readonly other: Peer;
  readonly target: Target;
}

/** What a tier may decide, and whether it may leave the decision to the next tier. */
interface Outcome {
  readonly decisions: readonly Decision[];
  readonly passes: boolean;
}

interface TierReach {
  readonly openings: readonly Opening[];
  /** What is left to the next tier. */
  readonly rest: Region;
}

function boxOf(rule: PolicyRule): Region[number] {
  const addresses = outsideAddresses(rule);
  return { addresses: addresses === 'all' ? ALL_ADDRESSES : addresses, ports: outsidePorts(rule) };
}

/** What a rule opens of a region. The addresses of domain names are unknown: any part of the region with the rule's ports. */
function openingOf(rule: PolicyRule, region: Region): Opening[] {
  const opened = within(region, boxOf(rule));
  const isByName = rule.peers.some(({ kind }) => kind === 'domains');
  const hasPorts = isByName && within(region, { addresses: ALL_ADDRESSES, ports: outsidePorts(rule) }).length > 0;
  return [...(opened.length > 0 ? [{ rule, region: opened }] : []), ...(hasPorts ? [{ rule, region: undefined }] : [])];
}

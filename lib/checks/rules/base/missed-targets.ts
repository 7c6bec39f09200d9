import { listAt } from '../../../core/group-by';
import { KIND } from '../../../core/kinds';
import { memoizePerObject } from '../../../core/memo';
import { ObjectMap } from '../../../core/object-map';
import { kindKey, shortKind } from '../../../manifests/manifest';
import {
  type Destination,
  type EgressGraph,
  namespaceOf,
  type ObjectOf,
  POLICY_KINDS,
  type PolicyKind,
  type PolicyTarget,
} from '../../graph';
import { backendIndexOf, type PortUse } from '../../graph/uses';
import type { Objection } from '../../object/objection';
import { orExternal } from './or-external';

/** A target of a policy that gets nothing from it, and why. */
export interface Miss extends Objection {
  readonly target: PolicyTarget;
  /** The namespaces in which the target may have been intended. */
  readonly intended: readonly string[];
}

const ROUTES: readonly string[] = [KIND.HTTPRoute, KIND.GRPCRoute];
/** kgateway reads it up to 2.2. */
const X_LISTENER_SET = 'gateway.networking.x-k8s.io/XListenerSet';
const DESTINATIONS: readonly string[] = [KIND.ServiceEntry, KIND.Backend, KIND.Hostname, KIND.Service];

/** The kinds of targets for which each kind of policy has an effect in kgateway. */
const TARGETS: Readonly<Record<PolicyKind, readonly string[]>> = {
  [KIND.TrafficPolicy]: [KIND.Gateway, ...ROUTES, KIND.ListenerSet, X_LISTENER_SET],
  [KIND.ListenerPolicy]: [KIND.Gateway],
  [KIND.HTTPListenerPolicy]: [KIND.Gateway],
  [KIND.BackendConfigPolicy]: [KIND.Backend, KIND.Hostname, KIND.Service],
  [KIND.BackendTLSPolicy]: [KIND.Backend, KIND.ServiceEntry, KIND.Hostname, KIND.Service],
};

/** What the API server refuses by itself: any other target of these kinds, and any other kind of target of a TrafficPolicy. */
const REFUSED_BY_API: readonly PolicyKind[] = [KIND.ListenerPolicy, KIND.HTTPListenerPolicy, KIND.BackendConfigPolicy];

/** All targets that are missed, policy by policy. */
export const missesOf = memoizePerObject((graph: EgressGraph): readonly Miss[] => new Misses(graph).find());

class Misses {
  /** The namespaces with an object of a kind and name. */
  private readonly elsewhere = new ObjectMap<string[]>();
  private readonly indexed = new Set<string>();
  private hosts: ReadonlySet<string> | undefined;
  private hasEgress: boolean | undefined;
  /** The destinations to which gateways send requests. */
  private used: ReadonlySet<string> | undefined;

  constructor(private readonly graph: EgressGraph) {}

  find(): Miss[] {
    const found: Miss[] = [];
    for (const kind of POLICY_KINDS) {
      for (const target of this.graph.policies.targets(kind)) this.addMiss(kind, target, found);
    }
    for (const policy of this.graph.catalogue.ofKind(KIND.TrafficPolicy)) this.addSelectorMisses(policy, found);
    return found;
  }

  /** The selectors of a kind that no policy can target, which select nothing. */
  private addSelectorMisses(policy: ObjectOf<'gateway.kgateway.dev/TrafficPolicy'>, into: Miss[]): void {
    policy.spec.targetSelectors?.forEach(({ group, kind: short }, index) => {
      const kind = kindKey(group, short);
      if (TARGETS[KIND.TrafficPolicy].includes(kind)) return;
      const path = ['spec', 'targetSelectors', index];
      const target = { policy, path, kind, namespace: namespaceOf(policy), name: '', sectionName: undefined };
      this.addMiss(KIND.TrafficPolicy, target, into);
    });
  }

  private addMiss(policyKind: PolicyKind, target: PolicyTarget, into: Miss[]): void {
    const problem = TARGETS[policyKind].includes(target.kind) ? this.missedObject(target) : wrongKind(policyKind, target);
    if (!problem || (problem.foreign && !this.exists({ ...target, kind: problem.foreign }))) return;
    const { foreign, intended = [target.namespace], ...objection } = problem;
    into.push({ object: target.policy, target, intended, ...objection });
  }

  private missedObject(target: PolicyTarget): Problem | undefined {
    // A selector may match objects that are applied later.
    if (target.path[1] !== 'targetRefs') return undefined;
    if (this.exists(target)) return this.wrongSection(target);
    return this.isOfEgress() || decides(target) ? this.missing(target) : undefined;
  }

  private isOfEgress(): boolean {
    const { egressRoutes, destinations } = this.graph;
    this.hasEgress ??= egressRoutes.length > 0 || destinations.some(({ side }) => side !== 'inside');
    return this.hasEgress;
  }

  /** Services are often in another repository, and other kinds are not read. A Hostname is a host of a ServiceEntry. */
  private exists({ kind, namespace, name }: PolicyTarget): boolean {
    const { catalogue, destinations } = this.graph;
    if (kind !== KIND.Hostname) return !CHECKED.includes(kind) || catalogue.knows(kind, namespace, name);
    this.hosts ??= new Set(destinations.flatMap((each) => (each.kind === 'ServiceEntry' ? keysOf(each) : [])));
    return this.hosts.has(targetKey(kind, namespace, name)) || catalogue.isElsewhere(kind, namespace, name);
  }

  private missing({ kind, namespace, name, path }: PolicyTarget): Problem {
    const short = shortKind(kind);
    const [other, ...more] = this.namespacesWith(kind, name);
    return {
      path: [...path, 'name'],
      got: `${short} ${name}`,
      allowed: `a ${short} in namespace ${namespace}, the namespace of the policy`,
      fix:
        other === undefined
          ? orExternal('correct the name', `${short} ${namespace}/${name}`, 'owns it')
          : `move the policy to namespace ${other}, which has a ${short} ${name}, or correct the name`,
      intended: other === undefined ? [namespace] : [namespace, other, ...more],
    };
  }

  private namespacesWith(kind: string, name: string): readonly string[] {
    if (!this.indexed.has(kind)) {
      this.indexed.add(kind);
      const add = (own: string, namespace: string) => listAt(this.elsewhere.namesOf(kind, ''), own).push(namespace);
      for (const object of this.graph.catalogue.ofKind(kind)) add(object.metadata.name, namespaceOf(object));
    }
    return this.elsewhere.get(kind, '', name) ?? [];
  }

  private wrongSection(target: PolicyTarget): Problem | undefined {
    const { kind, name, path, sectionName } = target;
    if (sectionName === undefined) return undefined;
    const at = { path: [...path, 'sectionName'], got: sectionName };
    if (DESTINATIONS.includes(kind)) {
      if (!this.isUsedByGateway(target)) return undefined;
      const allowed = 'no sectionName: kgateway ignores a policy for a section of a destination, without a status';
      return { ...at, allowed, fix: 'remove sectionName; the policy then applies to all ports of the destination' };
    }
    const sections = this.sectionsOf(target);
    if (!sections || sections.includes(sectionName)) return undefined;
    const named = sections.filter(Boolean).join(', ');
    const whole = `${shortKind(kind)} ${name}`;
    return {
      ...at,
      allowed: named ? `a section of ${whole}: ${named}` : `none: ${whole} has no named sections`,
      fix: 'correct the sectionName, or omit it to target the whole object',
    };
  }

  /** Istio reads policies for ports of Services and ServiceEntries. Only kgateway reads Backends. */
  private isUsedByGateway({ kind, namespace, name }: PolicyTarget): boolean {
    if (kind === KIND.Backend) return true;
    this.used ??= new Set(backendIndexOf(this.graph).http.flatMap(({ destination }) => keysOf(destination)));
    return this.used.has(targetKey(kind, namespace, name));
  }

  /** The names of the listeners or rules of a target; `undefined` if they are not known. */
  private sectionsOf({ kind, namespace, name }: PolicyTarget): (string | undefined)[] | undefined {
    const { catalogue } = this.graph;
    if (kind === KIND.Gateway || kind === KIND.ListenerSet) {
      return catalogue.find(kind, namespace, name)?.spec.listeners.map((listener) => listener.name);
    }
    if (!ROUTES.includes(kind)) return undefined;
    const route = catalogue.find(kind as typeof KIND.HTTPRoute, namespace, name);
    return route && (route.spec.rules ?? []).map((rule) => rule.name);
  }
}

/** Without any egress in the manifests, other policies are for Gateways and routes of another repository that serve callers. */
function decides({ policy }: PolicyTarget): boolean {
  return 'extAuth' in policy.spec;
}

function targetKey(kind: string, namespace: string, name: string): string {
  return `${kind} ${namespace} ${kind === KIND.Hostname ? name.toLowerCase() : name}`;
}

/** The keys by which policies can target a destination: its object, or the hosts of a ServiceEntry. */
function keysOf({ kind, namespace, name, hosts }: Destination): string[] {
  const byHost = kind === 'ServiceEntry' ? hosts.map((host) => targetKey(KIND.Hostname, namespace, host)) : [];
  return [targetKey(KIND[kind], namespace, name), ...byHost];
}

/** The kinds whose objects are looked up. */
const CHECKED: readonly string[] = [KIND.Gateway, KIND.ListenerSet, ...ROUTES, KIND.ServiceEntry, KIND.Backend];

interface Problem extends Omit<Objection, 'object'> {
  readonly intended?: readonly string[];
  /** The kind that must exist for this to be a mistake: the group may be that of another controller. */
  readonly foreign?: string | undefined;
}

function wrongKind(policyKind: PolicyKind, { kind, path }: PolicyTarget): Problem | undefined {
  if (REFUSED_BY_API.includes(policyKind)) return undefined;
  const short = shortKind(kind);
  const group = kind === short ? '' : kind.slice(0, -short.length - 1);
  const right = TARGETS[policyKind].find((each) => shortKind(each) === short);
  if (right !== undefined) {
    const wanted = right === short ? '""' : right.slice(0, -short.length - 1);
    return {
      path: [...path, 'group'],
      got: group,
      allowed: `${wanted} for kind ${short}; with any other group, the policy attaches to nothing and gets no status`,
      fix: `set group to ${wanted}`,
      foreign: isKnownGroup(group) || policyKind === KIND.TrafficPolicy ? undefined : right,
    };
  }
  if (policyKind === KIND.TrafficPolicy || !isKnownGroup(group)) return undefined;
  return {
    path: [...path, 'kind'],
    got: short,
    allowed: `${TARGETS[policyKind].map(shortKind).join(', ')}: a ${shortKind(policyKind)} is for destinations, even if its status is Accepted`,
    fix: 'target the Backend or ServiceEntry to which the requests go',
  };
}

/** Whether a group has kinds of which this library knows whether a policy can target them. */
function isKnownGroup(group: string): boolean {
  return group === '' || KNOWN.some((kind) => kind.startsWith(`${group}/`));
}

const KNOWN: readonly string[] = [KIND.Gateway, KIND.Backend, KIND.ServiceEntry];

/** The policies that were to enable TLS for a destination and miss it, by what they name. */
const missedTlsOf = memoizePerObject((graph: EgressGraph): ReadonlyMap<string, Miss> => {
  const found = new Map<string, Miss>();
  for (const miss of missesOf(graph)) {
    const { kind, name } = miss.target;
    const host = hostOf(miss.target);
    if (host === undefined) continue;
    for (const namespace of miss.intended) {
      for (const key of [`${namespace} ${shortKind(kind)} ${name}`, `${namespace} Hostname ${host}`]) {
        if (!found.has(key)) found.set(key, miss);
      }
    }
  }
  return found;
});

/** The host whose certificate a policy verifies; `undefined` if it does not enable TLS. */
function hostOf({ policy }: PolicyTarget): string | undefined {
  const { validation, tls } = policy.spec as {
    readonly validation?: { readonly hostname?: string };
    readonly tls?: { readonly sni?: string };
  };
  return validation ? (validation.hostname ?? '') : tls && (tls.sni ?? '');
}

/** The policy that was to enable TLS for a port, and that misses it: by its target, by its host, or because it is on the route. */
export function missedTls({ destination, use }: PortUse, graph: EgressGraph): Miss | undefined {
  const missed = missedTlsOf(graph);
  if (missed.size === 0) return undefined;
  const { kind, namespace, name, hosts } = destination;
  const { route } = use.rule;
  const keys = [
    `${namespace} ${kind} ${name}`,
    ...hosts.map((host) => `${namespace} Hostname ${host.toLowerCase()}`),
    `${route.namespace} ${route.kind} ${route.name}`,
    ...route.served.map((parent) => `${parent.namespace} Gateway ${parent.name}`),
  ];
  return keys.map((key) => missed.get(key)).find((miss) => miss !== undefined);
}

import { append } from '../../core/append';
import { listAt } from '../../core/group-by';
import { KIND } from '../../core/kinds';
import { type LabelSelector, selects } from '../../core/label-selector';
import { ObjectMap } from '../../core/object-map';
import { itemPaths, type Path } from '../../core/path';
import { kindKey, type Manifest } from '../../manifests/manifest';
import { type Catalogue, namespaceOf } from './catalogue';
import type { Destination } from './destinations';
import type { ObjectOf } from './kinds';

/** The kinds of policies that attach to Gateways, routes or destinations in their own namespace. */
export type PolicyKind =
  | 'gateway.kgateway.dev/TrafficPolicy'
  | 'gateway.kgateway.dev/ListenerPolicy'
  | 'gateway.kgateway.dev/HTTPListenerPolicy'
  | 'gateway.kgateway.dev/BackendConfigPolicy'
  | 'gateway.networking.k8s.io/BackendTLSPolicy';

export const POLICY_KINDS: readonly PolicyKind[] = [
  KIND.TrafficPolicy,
  KIND.ListenerPolicy,
  KIND.HTTPListenerPolicy,
  KIND.BackendConfigPolicy,
  KIND.BackendTLSPolicy,
];

/** A policy and one of its targets. */
export interface PolicyTarget<P extends PolicyKind = PolicyKind> {
  readonly policy: ObjectOf<P>;
  /** `spec.targetRefs[0]` or `spec.targetSelectors[0]`. */
  readonly path: Path;
  /** `kindKey` of the target; a Hostname is the host of a ServiceEntry. */
  readonly kind: string;
  readonly namespace: string;
  /** The name of the target; the host for a Hostname. */
  readonly name: string;
  /** A listener of a Gateway, a rule of a route, a port of a destination. */
  readonly sectionName: string | undefined;
}

interface Attached<P extends PolicyKind = PolicyKind> {
  readonly all: PolicyTarget<P>[];
  readonly byTarget: ObjectMap<PolicyTarget<P>[]>;
}

interface TargetRef {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly sectionName?: string;
}

interface TargetSelector extends LabelSelector {
  readonly group: string;
  readonly kind: string;
  readonly sectionName?: string;
}

/** The policies and their targets. */
export class Policies {
  private readonly attached = new Map<PolicyKind, Attached>();
  private madeAuthorizing: ObjectMap<boolean> | undefined;
  private readonly labelled = new Map<string, Map<string, Manifest[]>>();

  constructor(private readonly catalogue: Catalogue) {}

  /** The policies of a kind that target an object by name or by selector, in their original order. */
  on<P extends PolicyKind>(policy: P, kind: string, namespace: string, name: string): readonly PolicyTarget<P>[] {
    return this.of(policy).byTarget.get(kind, namespace, targetName(kind, name)) ?? NONE;
  }

  /** Whether a TrafficPolicy with `extAuth` targets an object. Faster than {@link on} for the many that none targets. */
  authorizes(kind: string, namespace: string, name: string): boolean {
    this.madeAuthorizing ??= this.readAuthorizing();
    return this.madeAuthorizing.get(kind, namespace, name) ?? false;
  }

  private readAuthorizing(): ObjectMap<boolean> {
    const found = new ObjectMap<boolean>();
    for (const { policy, kind, namespace, name } of this.targets(KIND.TrafficPolicy)) {
      if (policy.spec.extAuth) found.add(kind, namespace, name, true);
    }
    return found;
  }

  /** The policies of a kind that target a destination by its object or by its host. */
  onDestination<P extends PolicyKind>(policy: P, { kind, namespace, name, hosts }: Destination): readonly PolicyTarget<P>[] {
    const { byTarget } = this.of(policy);
    const direct = byTarget.get(KIND[kind], namespace, name) ?? NONE;
    if (kind !== 'ServiceEntry' || !byTarget.has(KIND.Hostname, namespace)) return direct;
    const byHost = hosts.flatMap((host) => this.on(policy, KIND.Hostname, namespace, host));
    return byHost.length === 0 ? direct : direct.length === 0 ? byHost : [...direct, ...byHost];
  }

  /** All targets of the policies of a kind, by name or by selector. Named targets may not exist. */
  targets<P extends PolicyKind>(policy: P): readonly PolicyTarget<P>[] {
    return this.of(policy).all;
  }

  /** The objects that policies of a kind target more than once: for each object, all its policy targets. */
  shared<P extends PolicyKind>(policy: P): readonly (readonly PolicyTarget<P>[])[] {
    return [...this.of(policy).byTarget.values()].filter((targets) => targets.length > 1);
  }

  private of<P extends PolicyKind>(policy: P): Attached<P> {
    const known = this.attached.get(policy) as Attached<P> | undefined;
    if (known) return known;
    const attached: Attached<P> = { all: [], byTarget: new ObjectMap() };
    for (const object of this.catalogue.ofKind(policy)) this.attach(object as ObjectOf<P>, attached);
    this.attached.set(policy, attached as unknown as Attached);
    return attached;
  }

  private attach<P extends PolicyKind>(policy: ObjectOf<P>, into: Attached<P>): void {
    const namespace = namespaceOf(policy);
    const { targetRefs = [], targetSelectors = [] } = policy.spec as unknown as {
      readonly targetRefs?: readonly TargetRef[];
      readonly targetSelectors?: readonly TargetSelector[];
    };
    for (let index = 0; index < targetRefs.length; index += 1) {
      const { group, kind, name, sectionName } = targetRefs[index] as TargetRef;
      const path = pathOfRef(index);
      add(into, { policy, path, kind: kindKey(group, kind), namespace, name, sectionName });
    }
    for (let index = 0; index < targetSelectors.length; index += 1) {
      const { group, kind: short, sectionName, ...selector } = targetSelectors[index] as TargetSelector;
      const kind = kindKey(group, short);
      const path = pathOfSelector(index);
      for (const name of this.selected(kind, namespace, selector)) {
        add(into, { policy, path, kind, namespace, name, sectionName });
      }
    }
  }

  /** The names of the selected objects. A selector of Hostnames selects ServiceEntries by label, and returns their hosts. */
  private selected(kind: string, namespace: string, selector: LabelSelector): string[] {
    const [label] = Object.entries(selector.matchLabels ?? {});
    const objectKind = kind === KIND.Hostname ? KIND.ServiceEntry : kind;
    const candidates = label ? (this.withLabel(objectKind, label[0]).get(label[1]) ?? []) : this.catalogue.ofKind(objectKind);
    const found = candidates.filter(
      (object) => namespaceOf(object) === namespace && selects(selector, object.metadata.labels ?? {}),
    );
    if (kind !== KIND.Hostname) return found.map(({ metadata }) => metadata.name);
    return found.flatMap((object) => (object as ObjectOf<'networking.istio.io/ServiceEntry'>).spec.hosts);
  }

  /** Objects by the value of a label, so that many selectors over many objects stay linear. */
  private withLabel(kind: string, label: string): Map<string, Manifest[]> {
    const key = `${kind} ${label}`;
    const known = this.labelled.get(key);
    if (known) return known;
    const byValue = new Map<string, Manifest[]>();
    for (const object of this.catalogue.ofKind(kind)) {
      const value = object.metadata.labels?.[label];
      if (value !== undefined) listAt(byValue, value).push(object);
    }
    this.labelled.set(key, byValue);
    return byValue;
  }
}

const NONE: readonly never[] = [];
const pathOfRef = itemPaths('spec', 'targetRefs');
const pathOfSelector = itemPaths('spec', 'targetSelectors');

function add<P extends PolicyKind>({ all, byTarget }: Attached<P>, target: PolicyTarget<P>): void {
  all.push(target);
  const byName = byTarget.namesOf(target.kind, target.namespace);
  const name = targetName(target.kind, target.name);
  byName.set(name, append(byName.get(name), target));
}

/** Host names are case-insensitive. */
function targetName(kind: string, name: string): string {
  return kind === KIND.Hostname ? name.toLowerCase() : name;
}

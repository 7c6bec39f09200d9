import type { LabelSelector } from '../../../core/label-selector';
import { valueAt } from '../../../core/path';
import { kindOf, type Manifest } from '../../../manifests/manifest';
import { type Catalogue, namespaceOf } from '../catalogue';
import { generatedEffect, mayGenerateFor } from './generated-policies';
import { type Pod, selectsPod } from './matching';

/**
 * What a policy that is not read can do to the egress of pods, besides opening it:
 *
 * - `denies`: it can close what other policies permit.
 * - `isolates`: it can close pods that no other policy limits.
 * - `opens`: it closes nothing.
 */
export type Effect = 'denies' | 'isolates' | 'opens';

/** An object that can open or close egress, and that is not read. */
export interface UnreadPolicy {
  readonly object: Manifest;
  /** Who reads it: `Cilium`. */
  readonly component: string;
  readonly effect: Effect;
  /** `undefined` if it can apply to pods of all namespaces. */
  readonly namespace: string | undefined;
  /** Whether it can apply to a pod. */
  readonly covers: (pod: Pod) => boolean;
}

interface UnreadKind {
  readonly component: string;
  /** `undefined` if the object has nothing to do with egress. */
  readonly effect: Effect | ((object: Manifest) => Effect | undefined);
  /** The selectors of its pods, one of which must match. @default - it can apply to all pods of its namespace, or of all */
  readonly selectors?: (object: Manifest) => readonly LabelSelector[];
  /** Whether the object can apply to pods of a namespace. @default - to those of its own, or of all if it is cluster-scoped */
  readonly mayApply?: (object: Manifest, namespace: string) => boolean;
}

/** All objects that can open or close egress and are not read. */
export function unreadPoliciesOf(catalogue: Catalogue): UnreadPolicy[] {
  return catalogue.kindKeys.flatMap((kind) => {
    const unread = KINDS[kind] ?? byName(kind);
    return unread ? catalogue.ofKind(kind).flatMap((object) => read(object, unread)) : [];
  });
}

/** The kinds of policies that can close egress, as `kindKey`. */
export function closingKinds(): readonly string[] {
  const unread = Object.entries(KINDS).flatMap(([kind, { effect }]) => (effect === 'opens' ? [] : [kind]));
  return [...READ, ...unread];
}

const READ = [
  'networking.k8s.io/NetworkPolicy',
  'policy.networking.k8s.io/ClusterNetworkPolicy',
  'policy.networking.k8s.io/AdminNetworkPolicy',
  'policy.networking.k8s.io/BaselineAdminNetworkPolicy',
];

const podSelector = (object: Manifest) => [selectorAt(object, ['spec', 'podSelector'])];
const CALICO: UnreadKind = { component: 'Calico', effect: (object) => (limitsInCalico(object) ? 'denies' : undefined) };
const ANTREA: UnreadKind = { component: 'Antrea', effect: (object) => (hasItems(object, 'egress') ? 'denies' : undefined) };
const CILIUM: UnreadKind = { component: 'Cilium', effect: ofCilium, selectors: selectorsOfCilium };
const GENERATED: UnreadKind = { component: 'Kyverno', effect: generatedEffect, mayApply: mayGenerateFor };
const opens = (component: string): UnreadKind => ({ component, effect: 'opens' });
const denies = (component: string): UnreadKind => ({ component, effect: 'denies' });

const KINDS: Readonly<Record<string, UnreadKind>> = {
  'cilium.io/CiliumNetworkPolicy': CILIUM,
  'cilium.io/CiliumClusterwideNetworkPolicy': CILIUM,
  'cilium.io/CiliumEgressGatewayPolicy': opens('Cilium'),
  'cilium.io/CiliumLocalRedirectPolicy': opens('Cilium'),
  'projectcalico.org/NetworkPolicy': CALICO,
  'projectcalico.org/GlobalNetworkPolicy': CALICO,
  'projectcalico.org/Tier': opens('Calico'),
  'projectcalico.org/EgressGatewayPolicy': opens('Calico'),
  'crd.projectcalico.org/NetworkPolicy': CALICO,
  'crd.projectcalico.org/GlobalNetworkPolicy': CALICO,
  'crd.projectcalico.org/Tier': opens('Calico'),
  'crd.antrea.io/NetworkPolicy': ANTREA,
  'crd.antrea.io/ClusterNetworkPolicy': ANTREA,
  'crd.antrea.io/Tier': opens('Antrea'),
  'crd.antrea.io/Egress': opens('Antrea'),
  'k8s.ovn.org/EgressFirewall': denies('OVN-Kubernetes'),
  'k8s.ovn.org/AdminPolicyBasedExternalRoute': opens('OVN-Kubernetes'),
  'k8s.ovn.org/EgressIP': opens('OVN-Kubernetes'),
  'k8s.ovn.org/EgressService': opens('OVN-Kubernetes'),
  'k8s.ovn.org/UserDefinedNetwork': opens('OVN-Kubernetes'),
  'k8s.ovn.org/ClusterUserDefinedNetwork': opens('OVN-Kubernetes'),
  'network.openshift.io/EgressNetworkPolicy': denies('OpenShift SDN'),
  'network.openshift.io/NetNamespace': opens('OpenShift SDN'),
  'network.operator.openshift.io/EgressRouter': opens('OpenShift'),
  'kubeovn.io/SecurityGroup': denies('Kube-OVN'),
  'kubeovn.io/Subnet': denies('Kube-OVN'),
  'kubeovn.io/Vpc': opens('Kube-OVN'),
  'kubeovn.io/VpcEgressGateway': opens('Kube-OVN'),
  'kubeovn.io/VpcNatGateway': opens('Kube-OVN'),
  'networking.k8s.aws/ApplicationNetworkPolicy': { component: 'Amazon EKS', effect: 'isolates', selectors: podSelector },
  'networking.k8s.aws/ClusterNetworkPolicy': denies('Amazon EKS'),
  'vpcresources.k8s.aws/SecurityGroupPolicy': { component: 'Amazon EKS', effect: 'denies', selectors: podSelector },
  'networking.gke.io/FQDNNetworkPolicy': { component: 'GKE', effect: 'isolates', selectors: podSelector },
  'networking.gke.io/EgressNATPolicy': opens('GKE'),
  'crd.nsx.vmware.com/SecurityPolicy': denies('NSX'),
  'k8s.cni.cncf.io/NetworkAttachmentDefinition': opens('Multus'),
  'k8s.cni.cncf.io/MultiNetworkPolicy': opens('Multus'),
  'kyverno.io/ClusterPolicy': GENERATED,
  'kyverno.io/Policy': GENERATED,
  'policies.kyverno.io/GeneratingPolicy': GENERATED,
  'policies.kyverno.io/NamespacedGeneratingPolicy': GENERATED,
  'capsule.clastix.io/Tenant': {
    component: 'Capsule',
    effect: (object) => (holds(object, ['spec', 'networkPolicies']) ? 'isolates' : undefined),
  },
};

/**
 * Kinds of network plugins that are not in the list. In the groups of the list, only its kinds close pods: another one is probably
 * misspelt. Staged policies of Calico have no effect.
 */
function byName(kind: string): UnreadKind | undefined {
  if (READ.includes(kind) || !/(NetworkPolic(y|ys|ies)|EgressPolicy|EgressFirewall)$/.test(kind) || /\/Staged/.test(kind))
    return undefined;
  const [group = ''] = kind.split('/');
  return { component: group, effect: GROUPS.has(group) ? 'opens' : 'denies' };
}

const GROUPS: ReadonlySet<string> = new Set([...READ, ...Object.keys(KINDS)].map((kind) => kind.split('/')[0] ?? ''));

function read(object: Manifest, { component, effect, selectors, mayApply }: UnreadKind): UnreadPolicy[] {
  const found = typeof effect === 'string' ? effect : effect(object);
  if (found === undefined) return [];
  const namespace = CLUSTER_SCOPED.test(kindOf(object)) ? undefined : namespaceOf(object);
  const isHome = (pod: Pod) =>
    (namespace === undefined || pod.namespace === namespace) && (mayApply?.(object, pod.namespace) ?? true);
  const selected = (pod: Pod) => selectors?.(object).some((selector) => selectsPod(selector, pod) !== false) ?? true;
  return [{ object, component, effect: found, namespace, covers: (pod) => isHome(pod) && selected(pod) }];
}

/** The kinds that can close pods of all namespaces. */
const CLUSTER_SCOPED = /\/(Cluster|CiliumClusterwide|Global|GeneratingPolicy$|SecurityGroup$|Subnet$|Tenant$)/;

/** Its `spec` and its `specs`, as far as they apply to the egress of pods, and not of nodes. */
function egressSpecsOf(object: Manifest): unknown[] {
  const { specs } = object as { readonly specs?: unknown };
  const all = [object.spec, ...(Array.isArray(specs) ? specs : [])];
  return all.filter((spec) => {
    const limits = ['egress', 'egressDeny'].some((field) => valueAt(spec, [field]) !== undefined) || defaultDeny(spec) === true;
    return limits && valueAt(spec, ['nodeSelector']) === undefined;
  });
}

const defaultDeny = (spec: unknown) => valueAt(spec, ['enableDefaultDeny', 'egress']);

function ofCilium(object: Manifest): Effect | undefined {
  const specs = egressSpecsOf(object);
  if (specs.length === 0) return undefined;
  if (specs.some((spec) => valueAt(spec, ['egressDeny', 0]) !== undefined)) return 'denies';
  return specs.every((spec) => defaultDeny(spec) === false) ? 'opens' : 'isolates';
}

/** Labels can have the prefix of their source. A selector with labels that Cilium adds can select any pod. */
function selectorsOfCilium(object: Manifest): LabelSelector[] {
  return egressSpecsOf(object).map((spec) => {
    const { matchLabels = {}, matchExpressions = [] } = selectorAt(spec, ['endpointSelector']);
    const plain = (key: string) => key.replace(/^(k8s|any)[:.]/, '');
    const isOfPods = (key: string) => !/^(io\.kubernetes|io\.cilium|reserved)[.:]/.test(plain(key));
    return {
      matchLabels: Object.fromEntries(
        Object.entries(matchLabels).flatMap(([key, value]) => (isOfPods(key) ? [[plain(key), value]] : [])),
      ),
      matchExpressions: matchExpressions.flatMap((one) => (isOfPods(one.key) ? [{ ...one, key: plain(one.key) }] : [])),
    };
  });
}

/** Without `types`, a policy limits egress only if it has egress rules. */
function limitsInCalico(object: Manifest): boolean {
  const types = valueAt(object, ['spec', 'types']);
  return Array.isArray(types) ? types.includes('Egress') : hasItems(object, 'egress');
}

function hasItems(object: Manifest, field: string): boolean {
  return holds(object, ['spec', field, 0]);
}

function holds(object: Manifest, path: readonly (string | number)[]): boolean {
  return valueAt(object, path) !== undefined;
}

/** The fields may have any type, as these kinds have no pinned schema. Anything else than a selector selects all pods. */
function selectorAt(object: unknown, path: readonly (string | number)[]): LabelSelector {
  const found = valueAt(object, path);
  const { matchLabels, matchExpressions } = (typeof found === 'object' && found !== null ? found : {}) as Record<string, unknown>;
  const labels = typeof matchLabels === 'object' && matchLabels !== null && !Array.isArray(matchLabels) ? matchLabels : {};
  const expressions = Array.isArray(matchExpressions) ? matchExpressions.filter(isExpression) : [];
  return { matchLabels: labels as Record<string, string>, matchExpressions: expressions };
}

function isExpression(given: unknown): given is NonNullable<LabelSelector['matchExpressions']>[number] {
  const { key, operator, values } = (given ?? {}) as Record<string, unknown>;
  return typeof key === 'string' && typeof operator === 'string' && (values === undefined || Array.isArray(values));
}

import type { NetworkPolicySpec } from '../../imports/networking.k8s.io/network-policy';
import { POD_RANGE } from '../conformance/bed/network';
import type { Dice } from '../dice';

/** A pod, with the fields that policies read. */
export interface PodObject {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly labels: Readonly<Record<string, string>> };
  readonly address: string;
}

/** A connection between two addresses. */
export interface Connection {
  readonly From: string;
  readonly To: string;
  readonly Protocol: 'TCP' | 'UDP';
  readonly Port: number;
}

/** A NetworkPolicy, with the fields that the random ones have. */
export interface NetworkPolicyObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: NetworkPolicySpec;
}

/** The policies of a cluster, as their objects. */
export interface Policies {
  readonly networkPolicies: readonly object[];
  readonly admin: readonly object[];
  readonly baseline: readonly object[];
}

export const NAMESPACES = [
  { name: 'a', labels: { 'kubernetes.io/metadata.name': 'a', team: 'a' } },
  { name: 'b', labels: { 'kubernetes.io/metadata.name': 'b', team: 'b' } },
  { name: 'c', labels: { 'kubernetes.io/metadata.name': 'c' } },
] as const;

/** The pods: their addresses are in no range of a policy except those that contain all addresses. */
export const PODS: readonly PodObject[] = NAMESPACES.flatMap(({ name: namespace }, index) =>
  ['client', 'gateway'].map((app, second) => ({
    metadata: { name: app, namespace, labels: { app, ...(second === 0 ? { tier: 'front' } : {}) } },
    address: `10.244.${index}.${second + 1}`,
  })),
);

/** The only named port of a pod. */
export const NAMED_PORT = { name: 'web', port: 8080 };
/** Addresses outside the cluster. */
export const OUTSIDE = ['198.51.100.7', '198.51.100.200', '2001:db8::7'] as const;
const RANGES = ['198.51.100.0/24', '198.51.100.7/32', '198.51.100.128/25', '2001:db8::/32'];
/** The ports of the connections. */
export const PORTS = [53, 443, 8080, 15008];
const PROTOCOLS = ['TCP', 'UDP'] as const;
const POLICY_TYPES = [['Egress'], ['Ingress'], ['Ingress', 'Egress']];

/** All connections between pods, and between pods and addresses outside. */
export function allConnections(): Connection[] {
  const ends = [...PODS.map(({ address }) => address), ...OUTSIDE];
  return ends.flatMap((From) =>
    ends.flatMap((To) =>
      From === To ? [] : PORTS.flatMap((Port) => PROTOCOLS.map((Protocol) => ({ From, To, Protocol, Port }))),
    ),
  );
}

/** A random set of policies, all valid. Whether a baseline is evaluated if policies limit one direction only is not defined. */
export function randomPolicies(dice: Dice): Policies {
  const baseline = dice.list(0, 1, () => clusterPolicy(dice, 'default', ['Allow', 'Deny']));
  const types = baseline.length > 0 ? [['Ingress', 'Egress']] : POLICY_TYPES;
  return {
    networkPolicies: dice.list(0, 4, (index) => networkPolicy(dice, `p${index}`, dice.pick(types))),
    // Of two policies with the same priority, either may win.
    admin: dice.list(0, 3, (index) => clusterPolicy(dice, `admin${index}`, ['Allow', 'Deny', 'Pass'], 10 * index)),
    baseline,
  };
}

/** A random set of up to six NetworkPolicies. */
export function randomNetworkPolicies(dice: Dice): NetworkPolicyObject[] {
  return dice.list(0, 6, (index) => networkPolicy(dice, `p${index}`, dice.pick(POLICY_TYPES)));
}

function networkPolicy(dice: Dice, name: string, policyTypes: readonly string[]): NetworkPolicyObject {
  const rules = (peers: 'from' | 'to') => {
    const made = dice.list(0, 3, () => ({
      ...some(
        peers,
        dice.list(0, 2, () => peer(dice)),
      ),
      ...some('ports', ports(dice)),
    }));
    return some(peers === 'to' ? 'egress' : 'ingress', made);
  };
  const spec = {
    podSelector: podSelector(dice),
    policyTypes,
    ...(policyTypes.includes('Egress') ? rules('to') : {}),
    ...(policyTypes.includes('Ingress') ? rules('from') : {}),
  };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: dice.pick(NAMESPACES).name },
    spec,
  };
}

function peer(dice: Dice): object {
  const pods = { podSelector: podSelector(dice) };
  const namespaces = { namespaceSelector: namespaceSelector(dice) };
  return dice.pick([pods, namespaces, { ...pods, ...namespaces }, { ipBlock: block(dice) }]);
}

/** Kubernetes does not define whether a block matches pods, so those of all addresses leave out the pods. */
function block(dice: Dice): object {
  const all = { cidr: '0.0.0.0/0', except: [POD_RANGE, ...dice.list(0, 1, () => '198.51.100.0/24')] };
  return dice.pick([all, { cidr: dice.pick(RANGES) }, { cidr: '198.51.100.0/24', except: ['198.51.100.7/32'] }]);
}

function ports(dice: Dice): object[] {
  return dice.list(0, 2, () => {
    const protocol = dice.pick(PROTOCOLS);
    const [port, last] = [dice.pick(PORTS), dice.pick(PORTS)];
    const numbered = port < last && dice.chance(0.3) ? { port, endPort: last } : { port };
    return dice.pick([{ protocol }, { protocol, ...numbered }, { protocol, port: NAMED_PORT.name }]);
  });
}

/** An AdminNetworkPolicy, or without a priority the BaselineAdminNetworkPolicy. */
function clusterPolicy(dice: Dice, name: string, actions: readonly string[], priority?: number): object {
  const rule = (direction: 'from' | 'to') => ({
    action: dice.pick(actions),
    [direction]: dice.list(1, 2, () => (direction === 'to' && dice.chance(0.4) ? { networks: [range(dice)] } : podsPeer(dice))),
    ...some('ports', clusterPorts(dice)),
  });
  const kind = priority === undefined ? 'BaselineAdminNetworkPolicy' : 'AdminNetworkPolicy';
  const rules = {
    ...some(
      'egress',
      dice.list(0, 3, () => rule('to')),
    ),
    ...some(
      'ingress',
      dice.list(0, 2, () => rule('from')),
    ),
  };
  const spec = { ...(priority === undefined ? {} : { priority }), subject: podsPeer(dice), ...rules };
  return { apiVersion: 'policy.networking.k8s.io/v1alpha1', kind, metadata: { name }, spec };
}

function range(dice: Dice): string {
  return dice.pick(['0.0.0.0/0', ...RANGES]);
}

function podsPeer(dice: Dice): object {
  const namespaces = namespaceSelector(dice);
  return dice.chance(0.5) ? { namespaces } : { pods: { namespaceSelector: namespaces, podSelector: podSelector(dice) } };
}

function clusterPorts(dice: Dice): object[] {
  return dice.list(0, 2, () => {
    const protocol = dice.pick(PROTOCOLS);
    const [start, end] = [dice.pick(PORTS), dice.pick(PORTS)].sort((a, b) => a - b) as [number, number];
    return start < end ? { portRange: { protocol, start, end } } : { portNumber: { protocol, port: start } };
  });
}

function podSelector(dice: Dice): object {
  const app = dice.pick(['client', 'gateway']);
  return dice.pick([
    {},
    { matchLabels: { app } },
    { matchExpressions: [{ key: 'app', operator: dice.pick(['In', 'NotIn']), values: [app] }] },
    { matchExpressions: [{ key: 'tier', operator: dice.pick(['Exists', 'DoesNotExist']) }] },
  ]);
}

function namespaceSelector(dice: Dice): object {
  const name = dice.pick(NAMESPACES).name;
  return dice.pick([
    {},
    { matchLabels: { 'kubernetes.io/metadata.name': name } },
    { matchLabels: { team: dice.pick(['a', 'b']) } },
    { matchExpressions: [{ key: 'team', operator: dice.pick(['Exists', 'DoesNotExist']) }] },
  ]);
}

/** A field for a list that is not empty: an empty one means nothing in some fields, and all in others. */
function some(field: string, list: readonly object[]): object {
  return list.length > 0 ? { [field]: list } : {};
}

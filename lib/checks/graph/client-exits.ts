import { DATAPLANE_MODE, GATEWAY_NAME } from '../../core/labels';
import { lazy, memoizePerObject } from '../../core/memo';
import { matchesName } from '../../core/name-pattern';
import { PRIVATE_RANGES, parseCidr } from '../../core/net/cidr';
import { ALL_ADDRESSES, ALL_PORTS, addressesOf, hasIpv4, portsOf, type Region } from '../../core/net/region';
import { difference } from '../../core/net/spans';
import type { Path } from '../../core/path';
import { kindOf, type Manifest } from '../../manifests/manifest';
import type { Catalogue } from './catalogue';
import { clientNamespaces } from './client-namespaces';
import type { EgressGraph } from './egress-graph';
import { exitGatewaysOf } from './exit-gateways';
import { foreignGateways } from './foreign';
import { METADATA_RANGE } from './gateway-reach';
import { closingKinds, type UnreadPolicy, unreadPoliciesOf } from './network/unread-policies';
import type { Opening, Pod, Reach } from './network-policies';
import type { Workload } from './workloads';

/** Namespaces of the platform itself, whose pods are not clients of the gateway. */
export const PLATFORM_NAMESPACES: readonly string[] = [
  ...['kube-system', 'kube-public', 'kube-node-lease', 'istio-system', 'kgateway-system', 'kyverno'],
  ...['calico-system', 'tigera-operator', 'kube-flannel', 'ovn-kubernetes', 'openshift-ovn-kubernetes'],
];

/** Pods that should leave the cluster only through the gateway: those of a workload, or of a namespace. */
export interface Client extends Pod {
  readonly object: Manifest;
  /** What names the pods in the object: `metadata.namespace`. */
  readonly namedAt: Path;
  /** Whether they are pods that a client namespace may have besides those of the workloads among the objects. */
  readonly isUnseen?: boolean;
  /** Whether only policies name their namespace: neither it nor its workloads are among the objects. */
  readonly isAbsent?: boolean;
  /** The field that puts the pods on the network of the node, if it is set. */
  readonly hostNetwork?: Path;
  /** Whether the pods belong to the node: a DaemonSet on its network, in a namespace that is not in ambient. */
  readonly isNodeAgent?: boolean;
}

/** How pods can leave the cluster without the gateway. */
export interface ClientExits {
  readonly client: Client;
  /** Rules that permit it, and that no other policy can overrule. */
  readonly openings: readonly Opening[];
  /** Whether no policy limits the pods. */
  readonly isUnlimited: boolean;
  /** Whether a policy limits IPv4 only. */
  readonly isOpenOnIpv6: boolean;
  /** Policies that are not read, and that may close what looks open. */
  readonly undecidedBy: readonly UnreadPolicy[];
  /** Whether all policies that may apply to the pods are read. */
  readonly isJudged: boolean;
  /** Whether the pods are open if labels that are unknown have certain values. */
  readonly dependsOnLabels: boolean;
}

/** All clients with their exits, and the policies that are not read. */
export interface Exits {
  readonly clients: readonly ClientExits[];
  readonly unread: readonly UnreadPolicy[];
}

/** The exits of all clients. Nothing if there is no egress gateway: then pods may leave on their own. */
export function exitsOf(graph: EgressGraph, platformNamespaces: readonly string[] = []): Exits {
  const hasGateway = exitGatewaysOf(graph).length > 0 || foreignGateways(graph).size > 0;
  return hasGateway ? allExits(graph, platformNamespaces) : NONE;
}

const NONE: Exits = { clients: [], unread: [] };

/** The exits of all clients, whether or not there is an egress gateway. */
export function allExits(graph: EgressGraph, platformNamespaces: readonly string[] = []): Exits {
  const made = exitsByNamespaces(graph);
  const key = platformNamespaces.join(' ');
  const known = made.get(key);
  if (known) return known;
  const exits = exitsInto(exitRegion(), graph, platformNamespaces);
  made.set(key, exits);
  return exits;
}

const exitsByNamespaces = memoizePerObject((_: EgressGraph) => new Map<string, Exits>());

/** Whether a namespace belongs to the platform. */
export function isPlatform(namespace: string, more: readonly string[]): boolean {
  return PLATFORM_NAMESPACES.includes(namespace) || more.some((pattern) => matchesName(pattern, namespace));
}

/** What all clients can reach of a region, whether or not there is an egress gateway. */
export function exitsInto(region: Region, graph: EgressGraph, platformNamespaces: readonly string[] = []): Exits {
  return makeExits(graph, region, (name) => isPlatform(name, platformNamespaces));
}

function makeExits(graph: EgressGraph, region: Region, platform: (namespace: string) => boolean): Exits {
  const all = unreadPoliciesOf(graph.catalogue);
  const unread = all.filter(({ namespace }) => namespace === undefined || !platform(namespace));
  const closed = closedElsewhere(graph.catalogue);
  const exits = (client: Client) => exitsOfClient(client, graph, region, unread, closed(client.namespace));
  const clients = clientsOf(graph, platform).map(exits);
  return { clients: [...clients, ...otherPods(clients, graph, platform).map(exits)], unread };
}

/**
 * Pods that are not among the objects, of the namespaces that call the gateway: a policy for the known workloads does not close
 * others. Not of namespaces that are open anyway.
 */
function otherPods(known: readonly ClientExits[], graph: EgressGraph, platform: (namespace: string) => boolean): Client[] {
  const { catalogue } = graph;
  const judged = new Set(
    known
      .filter(({ client, isUnlimited }) => isUnlimited || client.object.kind === 'Namespace')
      .map(({ client }) => client.namespace),
  );
  const withWorkloads = new Set(known.map(({ client }) => client.namespace));
  return [...clientNamespaces(graph)].flatMap(([namespace, { object, path }]): Client[] => {
    if (judged.has(namespace) || platform(namespace)) return [];
    const own = catalogue.find('Namespace', '', namespace);
    if (own) return [{ object: own, namedAt: ['metadata', 'name'], isUnseen: true, namespace, labels: {} }];
    return [{ object, namedAt: path, isUnseen: true, isAbsent: !withWorkloads.has(namespace), namespace, labels: {} }];
  });
}

/**
 * All workloads outside the namespaces of the platform, except the gateways themselves, which are in the exports of a cluster. Also
 * namespaces in ambient whose workloads another repository applies, except the namespaces of gateways.
 */
function clientsOf(graph: EgressGraph, platform: (namespace: string) => boolean): Client[] {
  const { workloads, catalogue } = graph;
  const gateways = [...exitGatewaysOf(graph), ...foreignGateways(graph)];
  const own = new Set(gateways.map(({ namespace }) => namespace));
  const named = new Set(gateways.map(({ namespace, name }) => `${namespace}/${name}`));
  const clients = workloads.filter((one) => !platform(one.namespace) && !isOfGateway(one, named));
  const running = clients.map((one) => clientOf(one, catalogue));
  const withWorkloads = new Set(running.map(({ namespace }) => namespace));
  const withoutWorkloads = catalogue.ofKind('Namespace').filter(({ metadata: { name, labels } }) => {
    return labels?.[DATAPLANE_MODE] === 'ambient' && !own.has(name) && !platform(name) && !withWorkloads.has(name);
  });
  const namedAt = ['metadata', 'name'];
  return [...running, ...withoutWorkloads.map((object) => ({ object, namedAt, namespace: object.metadata.name, labels: {} }))];
}

/** Whether a workload is that of a gateway: its controller labels the pods, and names the Deployment after it. */
function isOfGateway({ namespace, name, labels }: Workload, gateways: ReadonlySet<string>): boolean {
  const gateway = labels[GATEWAY_NAME];
  if (gateway === undefined || !gateways.has(`${namespace}/${gateway}`)) return false;
  return name === gateway || name.startsWith(`${gateway}-`);
}

function clientOf(
  { object, namespace, labels, hasMoreLabels = false, podSpec, podMetadataPath }: Workload,
  catalogue: Catalogue,
): Client {
  const namedAt = ['metadata', 'namespace'];
  if (podSpec.hostNetwork !== true) return { object, namedAt, namespace, labels, hasMoreLabels };
  const isAmbient = catalogue.namespaceLabels(namespace)?.[DATAPLANE_MODE] === 'ambient';
  const isNodeAgent = kindOf(object) === 'apps/DaemonSet' && !isAmbient;
  const hostNetwork = [...podMetadataPath.slice(0, -1), 'spec', 'hostNetwork'];
  return { object, namedAt, namespace, labels, hostNetwork, isNodeAgent };
}

function exitsOfClient(
  client: Client,
  graph: EgressGraph,
  region: Region,
  unread: readonly UnreadPolicy[],
  isClosed: boolean,
): ClientExits {
  if (client.hostNetwork) return { ...CLOSED, client };
  const reach = graph.networkPolicies.reach(client, region);
  const covering = unread.filter(({ effect, covers }) => effect !== 'opens' && covers(client));
  const denying = covering.filter(({ effect }) => effect === 'denies');
  const unlimited = isClosed ? [] : reach.unlimited;
  const isOpen = reach.openings.length > 0 || unlimited.length > 0;
  return {
    client,
    openings: denying.length > 0 ? [] : reach.openings,
    isUnlimited: hasIpv4(unlimited) && covering.length === 0,
    isOpenOnIpv6: unlimited.length > 0 && !hasIpv4(unlimited) && covering.length === 0,
    undecidedBy: unlimited.length > 0 ? covering : isOpen ? denying : [],
    isJudged: covering.length === 0 && !isClosed,
    dependsOnLabels: !isOpen && !isClosed && isOpenAtMost(graph.networkPolicies.reach(client, region, 'permits')),
  };
}

const CLOSED = {
  openings: [],
  isUnlimited: false,
  isOpenOnIpv6: false,
  undecidedBy: [],
  isJudged: true,
  dependsOnLabels: false,
} as const;

function isOpenAtMost({ openings, unlimited }: Reach): boolean {
  return openings.length > 0 || unlimited.length > 0;
}

/** Whether all policies that may apply to a pod are among the objects, and are read. */
export function isRead(pod: Pod, catalogue: Catalogue): boolean {
  if (closedElsewhere(catalogue)(pod.namespace)) return false;
  return !unreadPoliciesOf(catalogue).some(({ effect, covers }) => effect !== 'opens' && covers(pod));
}

/** Whether another repository owns a policy for a namespace, or for all: it counts as closing it. */
function closedElsewhere(catalogue: Catalogue): (namespace: string) => boolean {
  const names = closingKinds().flatMap((kind) => catalogue.elsewhereOf(kind).map((name) => [kind, name] as const));
  const isForAll = names.some(([kind, name]) => !name.includes('/') || kind.startsWith('policy.networking.k8s.io/'));
  const namespaces = new Set(names.map(([, name]) => name.split('/')[0]));
  return (namespace) => isForAll || namespaces.has(namespace);
}

/** All addresses outside the cluster and its networks, and those of the metadata service, with all ports except that of DNS: pods may resolve names anywhere. */
export const exitRegion = lazy((): Region => {
  const near = [
    ...PRIVATE_RANGES.filter((range) => range !== METADATA_RANGE),
    // Multicast, reserved, unspecified.
    ...['224.0.0.0/4', '240.0.0.0/4', '0.0.0.0/8', '::/128', 'ff00::/8'],
  ].flatMap((text) => parseCidr(text) ?? []);
  const dns = [...portsOf('TCP', 53, 53), ...portsOf('UDP', 53, 53)];
  return [{ addresses: difference(ALL_ADDRESSES, addressesOf(near)), ports: difference(ALL_PORTS, dns) }];
});

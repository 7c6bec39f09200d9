import { KIND } from '../../core/kinds';
import { memoizePerObject } from '../../core/memo';
import { ALL_PORTS, portsOf, type Region } from '../../core/net/region';
import { difference, type Spans } from '../../core/net/spans';
import type { Manifest } from '../../manifests/manifest';
import { type EgressGraph, type LabelSelector, type Labels, namespaceOf } from '../graph';
import { type Client, type ClientExits, exitRegion, exitsInto, isPlatform } from '../graph/client-exits';
import { allGatewayPods } from '../graph/gateway-pods';
import { selectsPod } from '../graph/network/matching';
import { limits } from '../graph/network/policy-rules';
import type { Opening } from '../graph/network-policies';
import type { EgressPath, Who } from './egress-path';
import { named } from './names';

/** The ways of pods out of the cluster without a gateway, by network policies or for the lack of one. */
export function directPaths(graph: EgressGraph, platformNamespaces: readonly string[] = []): EgressPath[] {
  return pathsInto(exitRegion(), graph, platformNamespaces);
}

/** The ways of pods to some addresses, on all ports but that of DNS. */
export function pathsTo(addresses: Spans, graph: EgressGraph, platformNamespaces: readonly string[] = []): EgressPath[] {
  return pathsInto([{ addresses, ports: WITHOUT_DNS }], graph, platformNamespaces);
}

const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** Pods may resolve names anywhere. */
export const WITHOUT_DNS = difference(ALL_PORTS, [...portsOf('TCP', 53, 53), ...portsOf('UDP', 53, 53)]);

function pathsInto(region: Region, graph: EgressGraph, platformNamespaces: readonly string[]): EgressPath[] {
  const { clients } = exitsInto(region, graph, platformNamespaces);
  const seen = clients.flatMap((exits) => pathsOf(exits, region, graph));
  return [
    ...seen,
    ...pathsOfPolicies(region, clients, graph, platformNamespaces),
    ...pathsOfClusterPolicies(region, clients, graph, platformNamespaces),
  ];
}

function pathsOf({ client, openings, isUnlimited, isOpenOnIpv6 }: ClientExits, region: Region, graph: EgressGraph): EgressPath[] {
  if (client.hostNetwork) return client.isNodeAgent ? [] : [unlimited(client, region, graph, client.hostNetwork)];
  // Namespaces that are not among the manifests are reported once for all invariants, and not as open.
  const isOpen = (isUnlimited || isOpenOnIpv6) && !client.isAbsent;
  const open = isOpen ? [unlimited(client, region, graph, client.namedAt)] : [];
  return [...openings.map((opening) => opened(client, opening, region, graph)), ...open];
}

function unlimited(client: Client, region: Region, graph: EgressGraph, at: EgressPath['at']): EgressPath {
  return {
    ...pathFor(client, graph),
    object: client.object,
    at,
    names: undefined,
    unknown: client.hostNetwork ? 'the pods use the network of the node' : 'no policy limits the egress of the pods',
    open: region.flatMap(({ addresses }) => addresses),
    ports: region.flatMap(({ ports }) => ports),
    steps: () => [],
  };
}

function opened(client: Client, opening: Opening, all: Region, graph: EgressGraph): EgressPath {
  return openedFor(pathFor(client, graph), opening, all);
}

type From = Pick<EgressPath, 'way' | 'access' | 'requested'>;

function openedFor(from: From, { rule, region }: Opening, all: Region): EgressPath {
  const domains = rule.peers.flatMap((peer) => (peer.kind === 'domains' ? peer.names : []));
  const base = { ...from, object: rule.policy, at: rule.path };
  const steps = () => [{ object: rule.policy, path: rule.path, text: 'opens the way' }];
  if (region) {
    const open = region.flatMap(({ addresses }) => addresses);
    const ports = region.flatMap((box) => box.ports);
    return { ...base, names: undefined, unknown: 'the policy opens addresses, whatever their names', open, ports, steps };
  }
  return { ...base, names: domains.map((name) => named(name, rule.path)), ports: all.flatMap(({ ports }) => ports), steps };
}

function pathFor(client: Client, graph: EgressGraph): From {
  const { object, namespace, namedAt: path } = client;
  const account = accountsOf(graph).get(object);
  const who: Who = {
    text: `pods of ${client.isUnseen || account === undefined ? `namespace ${namespace}` : `${object.kind} ${namespace}/${object.metadata.name}`}`,
    ...{ namespace, account, pattern: undefined, path },
  };
  return { way: 'direct', access: { grants: [{ object, path, callers: [who] }] }, requested: [] };
}

/** The service accounts of workloads. */
const accountsOf = memoizePerObject(
  ({ workloads }: EgressGraph): ReadonlyMap<Manifest, string> =>
    new Map(workloads.map(({ object, podSpec }) => [object, String(podSpec.serviceAccountName ?? 'default')])),
);

/** The ways that policies open for pods that are not among the manifests. */
function pathsOfPolicies(
  region: Region,
  clients: readonly ClientExits[],
  graph: EgressGraph,
  platformNamespaces: readonly string[],
): EgressPath[] {
  const gateways = allGatewayPods(graph).map(({ pod }) => pod);
  return graph.catalogue.ofKind(KIND.NetworkPolicy).flatMap((policy) => {
    const namespace = namespaceOf(policy);
    const selector = policy.spec?.podSelector ?? {};
    const selected = ({ namespace: home }: { readonly namespace: string }) => home === namespace;
    const isOf = (pod: Client) => selected(pod) && selectsPod(selector, pod) !== false;
    if (isPlatform(namespace, platformNamespaces) || !limits(policy, 'Egress') || clients.some(({ client }) => isOf(client)))
      return [];
    if (gateways.some((pod) => selected(pod) && selectsPod(selector, pod) !== false)) return [];
    const client: Client = { object: policy, namedAt: ['spec', 'podSelector'], namespace, labels: selectedLabels(selector) };
    const { openings } = graph.networkPolicies.reach(client, region);
    return openings.map((opening) => opened(client, opening, region, graph));
  });
}

/** Labels of a pod that a selector selects. Absent labels fulfil `NotIn` and `DoesNotExist`. */
function selectedLabels({ matchLabels, matchExpressions = [] }: LabelSelector): Labels {
  const wanted = matchExpressions.filter(({ operator }) => operator === 'In' || operator === 'Exists');
  return { ...Object.fromEntries(wanted.map(({ key, values = [] }) => [key, values[0] ?? ''])), ...matchLabels };
}

/** The ways that policies for several namespaces open, if none of the known pods has them. */
function pathsOfClusterPolicies(
  region: Region,
  clients: readonly ClientExits[],
  graph: EgressGraph,
  platformNamespaces: readonly string[],
): EgressPath[] {
  const known = new Set(clients.flatMap(({ openings }) => openings.map(({ rule }) => rule.policy)));
  const gateways = new Set(allGatewayPods(graph).map(({ pod }) => pod.namespace));
  const isOther = (namespace: string) => gateways.has(namespace) || isPlatform(namespace, platformNamespaces);
  return graph.networkPolicies.overruling.flatMap((policy) => {
    const { object, subject } = policy;
    const namespace = typeof subject.namespaces === 'string' ? undefined : subject.namespaces.matchLabels?.[NAMESPACE_NAME];
    if (known.has(object) || (namespace !== undefined && isOther(namespace))) return [];
    const path = ['spec', 'subject'];
    const text = `pods that ${object.kind} ${object.metadata.name} selects`;
    const who: Who = { text, namespace, account: undefined, pattern: undefined, path };
    const from = { way: 'direct', access: { grants: [{ object, path, callers: [who] }] }, requested: [] } as const;
    return graph.networkPolicies.openedBy(policy, region).map((opening) => openedFor(from, opening, region));
  });
}

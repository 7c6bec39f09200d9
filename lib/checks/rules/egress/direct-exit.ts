import { objectName } from '../../../core/format-finding';
import { oncePer } from '../../../core/group-by';
import { DATAPLANE_MODE } from '../../../core/labels';
import { lazy } from '../../../core/memo';
import { PRIVATE_RANGES, parseCidr } from '../../../core/net/cidr';
import { type Path, showPath } from '../../../core/path';
import type { Manifest } from '../../../manifests/manifest';
import type { EgressGraph, Workload } from '../../graph';
import { NetworkPolicies, type Opening, type Pod } from '../../graph/network-policies';
import type { Objection } from '../../object/objection';
import type { Rule } from '../base/rule';

/** Ranges that are nobody's on the internet: pods, Services, nodes and what stands beside the cluster are found there. */
const privateRanges = lazy(() =>
  [
    ...PRIVATE_RANGES,
    // Multicast, reserved, unspecified.
    ...['224.0.0.0/4', '240.0.0.0/4', '0.0.0.0/8', '::/128', 'ff00::/8'],
  ].flatMap((text) => parseCidr(text) ?? []),
);

/** Namespaces of the platform itself, which is not a client of the gateway. */
const PLATFORM = new Set([...['kube-system', 'kube-public', 'kube-node-lease', 'istio-system', 'kgateway-system', 'kyverno']]);

/**
 * Only a NetworkPolicy that refuses egress makes the gateway the sole exit: ztunnel passes what it does not know. Names may be
 * resolved anywhere: a rule for port 53 alone is no exit for requests.
 */
export const directExit: Rule = {
  id: 'egress/direct-exit',
  severity: 'error',
  summary: 'the pods can leave the cluster without the gateway',
  *check({ graph }) {
    if (graph.egressGateways.size === 0) return;
    const policies = new NetworkPolicies(graph.catalogue);
    const exits = clientsOf(graph).flatMap((client) => exitsOf(client, policies));
    yield* oncePer(exits, ({ object, path }) => `${objectName(object)} ${showPath(path)}`);
  },
};

interface Client extends Pod {
  readonly object: Manifest;
  /** Where its pods are told to use the network of the node, if they are. */
  readonly hostNetwork?: Path;
}

/**
 * Everything that runs beside the platform (the pods of gateways are kgateway's to make, and stand in no manifest); and
 * namespaces in ambient whose workloads others apply, but for those of gateways.
 */
function clientsOf({ egressGateways, workloads, catalogue }: EgressGraph): Client[] {
  const own = new Set([...egressGateways].map(({ namespace }) => namespace));
  const running = workloads.filter(({ namespace }) => !PLATFORM.has(namespace)).map(clientOf);
  const inhabited = new Set(running.map(({ namespace }) => namespace));
  const awaiting = catalogue.ofKind('Namespace').filter(({ metadata: { name, labels } }) => {
    return labels?.[DATAPLANE_MODE] === 'ambient' && !own.has(name) && !PLATFORM.has(name) && !inhabited.has(name);
  });
  return [...running, ...awaiting.map((object) => ({ object, namespace: object.metadata.name, labels: {} }))];
}

function clientOf({ object, namespace, labels, podSpec, podMetadataPath }: Workload): Client {
  const hostNetwork = [...podMetadataPath.slice(0, -1), 'spec', 'hostNetwork'];
  return { object, namespace, labels, ...(podSpec.hostNetwork === true && { hostNetwork }) };
}

function exitsOf(client: Client, policies: NetworkPolicies): Objection[] {
  if (client.hostNetwork) return [onHostNetwork(client.object, client.hostNetwork)];
  if (policies.isolating('Egress', client).length === 0) return [unlimited(client)];
  return policies
    .openings(client, privateRanges())
    .filter(({ ports }) => !onlyNames(ports))
    .map(opened);
}

function onlyNames(ports: Opening['ports']): boolean {
  return ports.length > 0 && ports.every(({ port, endPort }) => port === 53 && (endPort ?? 53) === 53);
}

const LIMIT =
  'a NetworkPolicy with policyTypes [Egress] that permits DNS, port 15008 of the gateway, and what is called in the cluster';

function unlimited({ object, namespace }: Client): Objection {
  return {
    object,
    path: object.kind === 'Namespace' ? ['metadata', 'name'] : ['metadata', 'namespace'],
    got: namespace,
    allowed: `${LIMIT}: none selects these pods`,
    fix: `add such a policy with an empty podSelector to the namespace ${namespace}`,
  };
}

function onHostNetwork(object: Manifest, path: Path): Objection {
  return {
    object,
    path,
    got: true,
    allowed: 'pods with a network of their own: NetworkPolicies and ztunnel do not hold those of the node',
    fix: 'leave hostNetwork out',
  };
}

function opened({ policy, path }: Opening): Objection {
  return {
    object: policy,
    path,
    got: 'addresses outside the cluster',
    allowed: 'pods and namespaces of the cluster, and private ranges',
    fix: 'name the pods that are called by namespaceSelector and podSelector, or narrow the ipBlock',
  };
}

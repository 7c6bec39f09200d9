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

/** Ranges without public addresses. Pods, Services, nodes and the networks next to the cluster use them. */
const privateRanges = lazy(() =>
  [
    ...PRIVATE_RANGES,
    // Multicast, reserved, unspecified.
    ...['224.0.0.0/4', '240.0.0.0/4', '0.0.0.0/8', '::/128', 'ff00::/8'],
  ].flatMap((text) => parseCidr(text) ?? []),
);

/** Namespaces of the platform itself, whose pods are not clients of the gateway. */
const PLATFORM = new Set([...['kube-system', 'kube-public', 'kube-node-lease', 'istio-system', 'kgateway-system', 'kyverno']]);

/**
 * Pods that can leave the cluster without the gateway. Only a NetworkPolicy that denies egress prevents it, because ztunnel
 * passes unknown destinations. A rule for port 53 alone is allowed: pods may resolve names anywhere.
 */
export const directExit: Rule = {
  id: 'egress/direct-exit',
  severity: 'error',
  summary: 'the pods can reach destinations outside the cluster without the gateway',
  *check({ graph }) {
    if (graph.egressGateways.size === 0) return;
    const policies = new NetworkPolicies(graph.catalogue);
    const exits = clientsOf(graph).flatMap((client) => exitsOf(client, policies));
    yield* oncePer(exits, ({ object, path }) => `${objectName(object)} ${showPath(path)}`);
  },
};

interface Client extends Pod {
  readonly object: Manifest;
  /** The field that puts the pods on the network of the node, if it is set. */
  readonly hostNetwork?: Path;
}

/**
 * All workloads outside the namespaces of the platform. (The pods of gateways are in no manifest: kgateway creates them.) Also
 * namespaces in ambient whose workloads another repository applies, except the namespaces of gateways.
 */
function clientsOf({ egressGateways, workloads, catalogue }: EgressGraph): Client[] {
  const own = new Set([...egressGateways].map(({ namespace }) => namespace));
  const running = workloads.filter(({ namespace }) => !PLATFORM.has(namespace)).map(clientOf);
  const withWorkloads = new Set(running.map(({ namespace }) => namespace));
  const withoutWorkloads = catalogue.ofKind('Namespace').filter(({ metadata: { name, labels } }) => {
    return labels?.[DATAPLANE_MODE] === 'ambient' && !own.has(name) && !PLATFORM.has(name) && !withWorkloads.has(name);
  });
  return [...running, ...withoutWorkloads.map((object) => ({ object, namespace: object.metadata.name, labels: {} }))];
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
    .filter(({ ports }) => !onlyDns(ports))
    .map(opened);
}

function onlyDns(ports: Opening['ports']): boolean {
  return ports.length > 0 && ports.every(({ port, endPort }) => port === 53 && (endPort ?? 53) === 53);
}

const LIMIT =
  'a NetworkPolicy with policyTypes [Egress] that permits only DNS, port 15008 of the gateway, and destinations in the cluster';

function unlimited({ object, namespace }: Client): Objection {
  return {
    object,
    path: object.kind === 'Namespace' ? ['metadata', 'name'] : ['metadata', 'namespace'],
    got: namespace,
    allowed: `${LIMIT}; no policy limits the egress of these pods`,
    fix: `add such a policy with an empty podSelector to namespace ${namespace}`,
  };
}

function onHostNetwork(object: Manifest, path: Path): Objection {
  return {
    object,
    path,
    got: true,
    allowed: 'pods with their own network, because NetworkPolicies and ztunnel do not apply on the network of the node',
    fix: 'remove hostNetwork',
  };
}

function opened({ policy, path }: Opening): Objection {
  return {
    object: policy,
    path,
    got: 'addresses outside the cluster',
    allowed: 'pods and namespaces of the cluster, and private ranges',
    fix: 'select the called pods with namespaceSelector and podSelector, or narrow the ipBlock',
  };
}

import { objectName } from '../../../core/format-finding';
import { oncePer } from '../../../core/group-by';
import { KIND } from '../../../core/kinds';
import { parseCidr } from '../../../core/net/cidr';
import { addressesOf } from '../../../core/net/region';
import { difference } from '../../../core/net/spans';
import { type Path, showPath } from '../../../core/path';
import { kindOf, type Manifest } from '../../../manifests/manifest';
import { type Client, type ClientExits, exitsOf } from '../../graph/client-exits';
import { METADATA_RANGE } from '../../graph/gateway-reach';
import type { Opening } from '../../graph/network-policies';
import type { Objection } from '../../object/objection';
import { orExternal } from '../base/or-external';
import type { Rule } from '../base/rule';

/**
 * Pods that can leave the cluster without the gateway. Only a network policy that denies egress prevents it, because ztunnel
 * passes unknown destinations. A rule for port 53 alone is allowed: pods may resolve names anywhere.
 */
export const directExit: Rule = {
  id: 'egress/direct-exit',
  severity: 'error',
  summary: 'the pods can reach destinations outside the cluster without the gateway',
  *check({ graph, platformNamespaces }) {
    const { clients } = exitsOf(graph, platformNamespaces);
    yield* oncePer(clients.flatMap(objectionsTo), ({ object, path }) => `${objectName(object)} ${showPath(path)}`);
  },
};

function objectionsTo({ client, openings, isUnlimited }: ClientExits): Objection[] {
  if (client.hostNetwork) return client.isNodeAgent ? [] : [onHostNetwork(client, client.hostNetwork)];
  // egress/unlimited-client reports namespaces of which only the name is known.
  return isUnlimited && !client.isAbsent ? [...openings.map(opened), unlimited(client)] : openings.map(opened);
}

/** What the policies of clients may permit. */
export const LIMIT =
  'a NetworkPolicy with policyTypes [Egress] that permits only DNS, port 15008 of the gateway, and destinations in the cluster';

function unlimited({ object, namedAt, namespace }: Client): Objection {
  return {
    object,
    path: namedAt,
    got: namespace,
    allowed: `${LIMIT}; no policy limits the egress of these pods`,
    fix: orExternal(`add such a policy with an empty podSelector to namespace ${namespace}`, `NetworkPolicy ${namespace}/<name>`),
  };
}

function onHostNetwork({ object, namespace }: Client, path: Path): Objection {
  return {
    object,
    path,
    got: true,
    allowed: 'pods with their own network, because NetworkPolicies and ztunnel do not apply on the network of the node',
    fix: `remove hostNetwork, or specify --platform-namespace ${namespace} if the namespace belongs to the platform`,
  };
}

function opened({ rule: { policy, path, action }, region }: Opening): Objection {
  const isOfCluster = kindOf(policy) !== KIND.NetworkPolicy;
  return {
    object: policy,
    path,
    got: gotOf(region),
    allowed: isOfCluster ? OF_CLUSTER : 'pods and namespaces of the cluster, and private ranges',
    fix: isOfCluster
      ? `select the called pods with namespaces or pods, narrow the networks, or use Pass in place of ${nameOf(policy, action)}`
      : 'select the called pods with namespaceSelector and podSelector, or narrow the ipBlock',
  };
}

function gotOf(region: Opening['region']): string {
  if (!region) return 'domain names, which can be outside the cluster';
  const isMetadata = region.every(({ addresses }) => difference(addresses, METADATA).length === 0);
  return isMetadata ? 'link-local addresses, such as that of the metadata service of the cloud' : 'addresses outside the cluster';
}

const METADATA = addressesOf([METADATA_RANGE].flatMap((text) => parseCidr(text) ?? []));

const OF_CLUSTER = 'pods and namespaces of the cluster, and private ranges; what this policy accepts, no NetworkPolicy can deny';

/** The name of an action in the API of a policy. */
function nameOf({ kind }: Manifest, action: string): string {
  return kind === 'ClusterNetworkPolicy' ? action : 'Allow';
}

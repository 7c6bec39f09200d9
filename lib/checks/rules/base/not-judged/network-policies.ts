import { objectName } from '../../../../core/format-finding';
import { type ClientExits, type Exits, exitsOf } from '../../../graph/client-exits';
import type { UnreadPolicy } from '../../../graph/network/unread-policies';
import type { Objection } from '../../../object/objection';
import type { RuleContext } from '../rule';

/** Objects that open or close egress and are not read, and pods for which it is not known whether a policy closes them. */
export function networkPoliciesNotJudged({ graph, platformNamespaces }: RuleContext): Iterable<Objection> {
  return exitsNotJudged(exitsOf(graph, platformNamespaces));
}

/** The same for some exits. */
export function* exitsNotJudged({ clients, unread }: Exits): Iterable<Objection> {
  const undecided = new Map<UnreadPolicy, ClientExits[]>();
  for (const exits of clients) {
    yield* ofClient(exits);
    const [first] = exits.undecidedBy;
    if (first) undecided.set(first, [...(undecided.get(first) ?? []), exits]);
  }
  for (const policy of unread) yield ofPolicy(policy, undecided.get(policy) ?? []);
}

const READ = 'NetworkPolicy, ClusterNetworkPolicy, AdminNetworkPolicy and BaselineAdminNetworkPolicy, which are read';

function ofPolicy({ object, component, effect }: UnreadPolicy, undecided: readonly ClientExits[]): Objection {
  const got = `an object of ${component}`;
  return {
    object,
    path: ['kind'],
    got: undecided.length > 0 ? `${got}; only it can close the egress of ${named(undecided)}` : got,
    allowed: READ,
    fix:
      effect === 'opens'
        ? 'check that no pods leave the cluster through it without the gateway, and waive this finding with the result'
        : 'check which pods it closes, and that it permits no destinations outside the cluster; waive this finding with the result',
  };
}

function named([first, ...more]: readonly ClientExits[]): string {
  const name = first ? objectName(first.client.object) : '';
  return more.length > 0 ? `${name} and ${more.length} more` : name;
}

function* ofClient({ client, isOpenOnIpv6, dependsOnLabels }: ClientExits): Iterable<Objection> {
  const { object, namedAt: path, namespace, hostNetwork, isNodeAgent, hasMoreLabels } = client;
  if (hostNetwork && isNodeAgent) {
    yield {
      object,
      path: hostNetwork,
      got: 'a DaemonSet on the network of the node, which no policy limits',
      allowed: 'agents of the node only in namespaces of the platform',
      fix: `specify --platform-namespace ${namespace} if it is one`,
    };
  }
  if (isOpenOnIpv6) {
    yield {
      object,
      path,
      got: 'pods whose policies deny IPv4 addresses only',
      allowed: 'policies that deny ::/0 too, unless the cluster has no IPv6',
      fix: 'add ::/0 to the networks of the policy that denies',
    };
  }
  if (dependsOnLabels && hasMoreLabels) {
    yield {
      object,
      path,
      got: `policies that apply depending on the labels that the controller of ${object.kind} adds to its pods`,
      allowed: 'policies that select the pods by the labels of the template, or all pods',
      fix: `use an empty podSelector in the policy of namespace ${namespace}, or check which labels the pods get`,
    };
  } else if (dependsOnLabels) {
    yield {
      object,
      path,
      got: `policies that apply depending on the labels of namespace ${namespace}`,
      allowed: 'a Namespace among the manifests, so that its labels are known',
      fix: `add Namespace ${namespace} to the manifests, or select it by kubernetes.io/metadata.name`,
    };
  }
}

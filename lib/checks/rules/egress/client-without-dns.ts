import { objectName } from '../../../core/format-finding';
import { oncePer } from '../../../core/group-by';
import { valueAt } from '../../../core/path';
import type { EgressGraph } from '../../graph';
import type { WayIn } from '../../graph/way-in';
import { waysIn } from '../../graph/way-in';
import type { Rule } from '../base/rule';

/** Pods that may call the gateway, but no name server. */
export const clientWithoutDns: Rule = {
  id: 'egress/client-without-dns',
  severity: 'warning',
  summary: 'the pods may call the egress gateway, but cannot resolve its name',
  *check({ graph, platformNamespaces }) {
    const ways = waysIn(graph, platformNamespaces).filter((way) => !way.closed && !way.canResolve && !hasHostAliases(way, graph));
    const found = ways.map(({ client, meant, gateway }) => ({
      object: meant.policy,
      path: ['spec', 'egress'],
      got: `no rule for port 53, in the policies of ${objectName(client.object)}`,
      allowed: `port 53 (UDP and TCP) of the name servers, to resolve the name of Gateway ${gateway.exit.namespace}/${gateway.exit.name}`,
      fix: 'add a rule for port 53 of the pods with k8s-app: kube-dns in namespace kube-system',
    }));
    yield* oncePer(found, ({ object }) => object);
  },
};

/** Pods with entries of their own in `/etc/hosts` need no name server. */
function hasHostAliases({ client }: WayIn, { workloads }: EgressGraph): boolean {
  const workload = workloads.find(({ object }) => object === client.object);
  return workload !== undefined && valueAt(workload.podSpec, ['hostAliases', 0]) !== undefined;
}

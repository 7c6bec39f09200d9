import { isClusterInternal } from '../../../core/net/cluster-internal';
import { withoutFinalDot } from '../../../core/net/dns';
import type { Catalogue } from '../../graph';
import type { Rule } from '../base/rule';

/** A ServiceEntry for a host name of the cluster itself. */
export const clusterInternalHost: Rule = {
  id: 'egress/cluster-internal-host',
  severity: 'error',
  summary: 'the ServiceEntry has a cluster-internal host, so it can take over the traffic of a Service',
  *check({ graph }) {
    for (const { object, kind, namespace, hosts } of graph.destinations) {
      if (kind !== 'ServiceEntry') continue;
      for (let index = 0; index < hosts.length; index += 1) {
        const host = hosts[index] as string;
        if (!isInternal(host.toLowerCase(), namespace, graph.catalogue)) continue;
        yield {
          object,
          path: ['spec', 'hosts', index],
          got: host,
          allowed: 'the full name of a host outside the cluster',
          fix: 'remove the ServiceEntry, and call the Service directly',
        };
      }
    }
  },
};

/** A short name is cluster-internal if a Service among the manifests has it. */
function isInternal(written: string, home: string, catalogue: Catalogue): boolean {
  const host = withoutFinalDot(written);
  if (isClusterInternal(host)) return true;
  const dot = host.indexOf('.');
  if (dot !== host.lastIndexOf('.')) return false;
  const [name = '', namespace = home] = host.split('.');
  return catalogue.find('Service', namespace, name) !== undefined;
}

import { isClusterInternal } from '../../../core/net/cluster-internal';
import type { Catalogue } from '../../graph';
import type { Rule } from '../base/rule';

/** A ServiceEntry that takes a name of the cluster itself. */
export const clusterInternalHost: Rule = {
  id: 'egress/cluster-internal-host',
  severity: 'error',
  summary: 'the ServiceEntry takes a name of the cluster itself, and with it the traffic of a Service',
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
          allowed: 'a host outside the cluster, by its full name',
          fix: 'call Services of the cluster directly, and remove the ServiceEntry',
        };
      }
    }
  },
};

/** A short name is one of the cluster when a Service among the manifests has it. */
function isInternal(written: string, home: string, catalogue: Catalogue): boolean {
  const host = written.endsWith('.') ? written.slice(0, -1) : written;
  if (isClusterInternal(host)) return true;
  const dot = host.indexOf('.');
  if (dot !== host.lastIndexOf('.')) return false;
  const [name = '', namespace = home] = host.split('.');
  return catalogue.find('Service', namespace, name) !== undefined;
}

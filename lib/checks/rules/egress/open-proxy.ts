import { KIND } from '../../../core/kinds';
import { effectiveHosts, type Route } from '../../graph';
import type { Rule } from '../base/rule';

/** A Backend that sends requests to whatever host they name, behind a route that takes more than hosts it names. */
export const openProxy: Rule = {
  id: 'egress/open-proxy',
  severity: 'error',
  summary: 'requests leave to whatever host they name',
  *check({ graph: { egressRoutes, catalogue } }) {
    for (const route of egressRoutes) {
      for (const { backends } of route.rules) {
        for (const { kind, namespace, name, path } of backends) {
          if (kind !== KIND.Backend || !catalogue.find(kind, namespace, name)?.spec.dynamicForwardProxy) continue;
          const open = hostsOf(route).filter((host) => host.includes('*'));
          if (open.length === 0) continue;
          yield {
            object: route.object,
            path,
            got: `Backend ${name}, a dynamicForwardProxy, for ${open.join(', ')}`,
            allowed: 'hostnames that name each host in full',
            fix: 'name the hosts in spec.hostnames, or lead to a ServiceEntry or a Backend with static hosts',
          };
        }
      }
    }
  },
};

function hostsOf({ hostnames, attachments }: Route): readonly string[] {
  const listeners = attachments.flatMap((attachment) => attachment.listeners);
  if (listeners.length === 0) return hostnames.length === 0 ? ['*'] : hostnames;
  return [...new Set(listeners.flatMap((listener) => effectiveHosts(hostnames, listener)))];
}

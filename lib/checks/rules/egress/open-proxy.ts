import { effectiveHosts, type Route } from '../../graph';
import { dynamicBackendOf } from '../../graph/dynamic-backends';
import type { Rule } from '../base/rule';

/** A Backend that sends each request to the host that the request names, behind a route that does not limit the hosts. */
export const openProxy: Rule = {
  id: 'egress/open-proxy',
  severity: 'error',
  summary: 'clients, not the route, choose the destination host',
  *check({ graph: { egressRoutes, catalogue } }) {
    for (const route of egressRoutes) {
      for (const { backends } of route.rules) {
        for (const backend of backends) {
          const dynamic = dynamicBackendOf(backend, catalogue);
          if (!dynamic) continue;
          // Over TLS, a name below the domain of a wildcard needs a certificate of its owner.
          const isOpen = dynamic.spec.dynamicForwardProxy?.enableTls ? isAnyHost : hasWildcard;
          const open = hostsOf(route).filter(isOpen);
          if (open.length === 0) continue;
          yield {
            object: route.object,
            path: backend.path,
            got: `Backend ${backend.name} (dynamicForwardProxy) for ${open.join(', ')}`,
            allowed: 'full host names; with enableTls, also wildcards below a domain, such as *.example.com',
            fix: 'list each host in spec.hostnames, or use a ServiceEntry or a Backend with static hosts',
          };
        }
      }
    }
  },
};

const isAnyHost = (host: string) => host === '*';
const hasWildcard = (host: string) => host.includes('*');

/** A route that others delegate to has their hosts. */
function hostsOf({ hostnames, served }: Route): readonly string[] {
  const hosts = served.flatMap((attachment) =>
    attachment.listeners.flatMap((listener) => effectiveHosts(attachment.hostnames, listener)),
  );
  if (hosts.length > 0) return [...new Set(hosts)];
  return hostnames.length === 0 ? ['*'] : hostnames;
}

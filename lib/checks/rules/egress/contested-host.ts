import { objectName } from '../../../core/format-finding';
import { effectiveHosts, type Gateway, type Listener, type Route } from '../../graph';
import type { Rule } from '../base/rule';

/**
 * Two routes for one host at one port of a gateway, by one listener or by two, such as that of a ListenerSet. For each request, the
 * longer path or the additional match wins, whoever wrote it.
 */
export const contestedHost: Rule = {
  id: 'egress/contested-host',
  severity: 'error',
  summary: 'another route has the same host at the same port of the gateway',
  *check({ graph }) {
    const owners: Owners = new Map();
    for (const route of graph.egressRoutes) {
      let rival: Rival | undefined;
      for (const { listeners } of route.attachments) {
        for (const listener of listeners) rival = claim(route, listener, owners) ?? rival;
      }
      if (!rival) continue;
      yield {
        object: route.object,
        path: ['spec', hasHosts(route) ? 'hostnames' : 'parentRefs'],
        got: `${rival.host}, also in ${objectName(rival.owner.object)}`,
        allowed: 'one route per host and port; of two routes, the longer path, the additional match or the older object wins',
        fix: 'merge the rules into one route, or attach the routes to listeners with different ports',
      };
    }
  },
};

interface Rival {
  readonly host: string;
  readonly owner: Route;
}

/** The owners of hosts, by gateway and port. Envoy has one table of hosts per port, whichever listener they are from. */
type Owners = Map<Gateway, Map<number, Map<string, Route>>>;

/** TCP and UDP have no hosts: all connections of a port are for one route. */
function hasHosts({ kind }: Route): boolean {
  return kind !== 'TCPRoute' && kind !== 'UDPRoute';
}

function ownersAt({ gateway, spec: { port } }: Listener, owners: Owners): Map<string, Route> {
  const ports = owners.get(gateway) ?? new Map<number, Map<string, Route>>();
  owners.set(gateway, ports);
  const taken = ports.get(port) ?? new Map<string, Route>();
  ports.set(port, taken);
  return taken;
}

/** Claims the hosts of a route at a listener. Returns the first that another route has, unless neither route has a backend. */
function claim(route: Route, listener: Listener, owners: Owners): Rival | undefined {
  const taken = ownersAt(listener, owners);
  let rival: Rival | undefined;
  for (const host of effectiveHosts(route.hostnames, listener)) {
    const owner = taken.get(host);
    if (!owner) taken.set(host, route);
    else if (owner !== route && (hasBackend(owner) || hasBackend(route))) rival ??= { host, owner };
  }
  return rival;
}

function hasBackend({ rules }: Route): boolean {
  return rules.some(({ backends }) => backends.length > 0);
}

import { objectName } from '../../../core/format-finding';
import { effectiveHosts, type Listener, type Route } from '../../graph';
import type { Rule } from '../base/rule';

/** Two routes for one host at one listener. For each request, the longer path or the additional match wins, whoever wrote it. */
export const contestedHost: Rule = {
  id: 'egress/contested-host',
  severity: 'error',
  summary: 'another route has the same host at the same listener',
  *check({ graph }) {
    const owners = new Map<Listener, Map<string, Route>>();
    for (const route of graph.egressRoutes) {
      let rival: Rival | undefined;
      for (const { listeners } of route.attachments) {
        for (const listener of listeners) rival = claim(route, listener, owners) ?? rival;
      }
      if (!rival) continue;
      yield {
        object: route.object,
        path: ['spec', 'hostnames'],
        got: `${rival.host}, also in ${objectName(rival.owner.object)}`,
        allowed: 'one route per host and listener; of two routes, the longer path, the additional match or the older object wins',
        fix: 'merge the rules into one route, or attach the routes to different listeners',
      };
    }
  },
};

interface Rival {
  readonly host: string;
  readonly owner: Route;
}

/** Claims the hosts of a route at a listener. Returns the first that another route has, unless neither route has a backend. */
function claim(route: Route, listener: Listener, owners: Map<Listener, Map<string, Route>>): Rival | undefined {
  const taken = owners.get(listener) ?? new Map<string, Route>();
  owners.set(listener, taken);
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

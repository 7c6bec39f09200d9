import { objectName } from '../../../core/format-finding';
import { effectiveHosts, type Listener, type Route } from '../../graph';
import type { Rule } from '../base/rule';

/** Two routes for one host at one listener: for each request the longer path or the additional match wins, whoever wrote it. */
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
        got: `${rival.host}, as in ${objectName(rival.owner.object)}`,
        allowed: 'one route for each host of a listener: of two the longer path, the additional match or the older object wins',
        fix: 'put the rules into one route, or give the routes different listeners',
      };
    }
  },
};

interface Rival {
  readonly host: string;
  readonly owner: Route;
}

/** Takes the hosts of a route at a listener; tells the first that another route has, unless neither leads anywhere. */
function claim(route: Route, listener: Listener, owners: Map<Listener, Map<string, Route>>): Rival | undefined {
  const taken = owners.get(listener) ?? new Map<string, Route>();
  owners.set(listener, taken);
  let rival: Rival | undefined;
  for (const host of effectiveHosts(route.hostnames, listener)) {
    const owner = taken.get(host);
    if (!owner) taken.set(host, route);
    else if (owner !== route && (leads(owner) || leads(route))) rival ??= { host, owner };
  }
  return rival;
}

function leads({ rules }: Route): boolean {
  return rules.some(({ backends }) => backends.length > 0);
}

import { HOSTNAME } from '../graph';
import type { Rule } from './rule';

/** A backend by host name: of all ServiceEntries for that host, in any namespace, the oldest takes the traffic. */
export const hostnameBackend: Rule = {
  id: 'kgateway/hostname-backend',
  severity: 'error',
  summary: 'the backend is named by its host, so the oldest ServiceEntry of any namespace takes the traffic',
  *check({ graph }) {
    for (const { object, rules } of graph.egressRoutes) {
      for (const { backends } of rules) {
        for (const { kind, path, name, destination } of backends) {
          if (kind !== HOSTNAME) continue;
          const entry = destination ? `ServiceEntry ${destination.namespace}/${destination.name}` : 'the ServiceEntry';
          yield {
            object,
            path: `${path}.kind`,
            got: `Hostname ${name}`,
            allowed: 'kind ServiceEntry with the name of one, or a Backend',
            fix: `refer to ${entry} by kind and name`,
          };
        }
      }
    }
  },
};

import { backendIndexOf } from '../../graph/uses';
import type { Rule } from '../base/rule';

/** A backend by host name: of all ServiceEntries for that host, in any namespace, the oldest takes the traffic. */
export const hostnameBackend: Rule = {
  id: 'kgateway/hostname-backend',
  severity: 'error',
  summary: 'the backend is named by its host, so the oldest ServiceEntry of any namespace takes the traffic',
  *check({ graph }) {
    for (const { rule, path, name, destination } of backendIndexOf(graph).hostnames) {
      const entry = destination ? `ServiceEntry ${destination.namespace}/${destination.name}` : 'the ServiceEntry';
      yield {
        object: rule.route.object,
        path: [...path, 'kind'],
        got: `Hostname ${name}`,
        allowed: 'kind ServiceEntry with the name of one, or a Backend',
        fix: `refer to ${entry} by kind and name`,
      };
    }
  },
};

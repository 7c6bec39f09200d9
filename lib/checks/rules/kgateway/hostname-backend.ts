import { backendIndexOf } from '../../graph/uses';
import type { Rule } from '../base/rule';

/** A backend by host name: of all ServiceEntries for that host, in any namespace, the oldest receives the traffic. */
export const hostnameBackend: Rule = {
  id: 'kgateway/hostname-backend',
  severity: 'error',
  summary: 'the backend is a host name, so the oldest ServiceEntry for it in any namespace receives the traffic',
  *check({ graph }) {
    for (const { rule, path, name, destination } of backendIndexOf(graph).hostnames) {
      const entry = destination ? `ServiceEntry ${destination.namespace}/${destination.name}` : 'the ServiceEntry';
      yield {
        object: rule.route.object,
        path: [...path, 'kind'],
        got: `Hostname ${name}`,
        allowed: 'a ServiceEntry by kind and name, or a Backend',
        fix: `refer to ${entry} by kind and name`,
      };
    }
  },
};

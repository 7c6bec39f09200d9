import { searchedNames } from '../../graph/searched-names';
import type { Rule } from '../base/rule';
import { withDot } from './search-domain';

/** A name that is also the short name of a Service among the manifests, which gets the requests. */
export const stolenName: Rule = {
  id: 'egress/stolen-name',
  severity: 'error',
  summary: 'the name is also the short name of a Service, which gets the requests in place of the host',
  *check({ graph }) {
    for (const searched of searchedNames(graph)) {
      const { destination, path, name, service } = searched;
      if (!service) continue;
      yield {
        object: destination.object,
        path,
        got: `${name}, which Service ${service.namespace}/${service.name} takes over`,
        allowed: `a name with a trailing dot (${name}.), which is looked up only as written`,
        fix: `${withDot(searched)}; if the Service is meant, write ${service.name}.${service.namespace}.svc.cluster.local.`,
      };
    }
  },
};

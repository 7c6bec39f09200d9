import { type BackendUse, HOSTNAME, KEYS } from '../graph';
import type { Rule, RuleContext } from './rule';

/** A backend that is not there. A Service is often in another repository, and is not asked for. */
export const backendMissing: Rule = {
  id: 'egress/backend-missing',
  severity: 'error',
  summary: 'the route leads to something that is not there',
  *check({ graph }) {
    for (const { object, rules } of graph.egressRoutes) {
      for (const { backends } of rules) {
        for (const backend of backends) {
          if (isThere(backend, graph)) continue;
          const kind = backend.kind.slice(backend.kind.indexOf('/') + 1);
          const name = backend.kind === HOSTNAME ? backend.name : `${backend.namespace}/${backend.name}`;
          yield {
            object,
            path: `${backend.path}.name`,
            got: `${kind} ${name}`,
            allowed: backend.kind === HOSTNAME ? 'a host of a ServiceEntry among the manifests' : `a ${kind} among the manifests`,
            fix: `correct the reference, add the object, or say that another repository owns it: --external '${kind} ${name}'`,
          };
        }
      }
    }
  },
};

function isThere({ kind, namespace, name, destination }: BackendUse, { catalogue }: RuleContext['graph']): boolean {
  if (destination || (kind !== HOSTNAME && kind !== KEYS.ServiceEntry && kind !== KEYS.Backend)) return true;
  return catalogue.knows(kind, namespace, name);
}

import { KIND } from '../../../core/kinds';
import { shortKind } from '../../../manifests/manifest';
import type { BackendUse } from '../../graph';
import { backendIndexOf } from '../../graph/uses';
import { orExternal } from '../base/or-external';
import type { Rule, RuleContext } from '../base/rule';

/** A backend that is not among the manifests. Services are often in another repository, so they are not checked. */
export const backendMissing: Rule = {
  id: 'egress/backend-missing',
  severity: 'error',
  summary: 'the backend of the route is not among the manifests',
  *check({ graph }) {
    for (const backend of backendIndexOf(graph).unresolved) {
      if (exists(backend, graph)) continue;
      const kind = shortKind(backend.kind);
      const name = backend.kind === KIND.Hostname ? backend.name : `${backend.namespace}/${backend.name}`;
      const { object, path } = backend.member ?? { object: backend.rule.route.object, path: backend.path };
      yield {
        object,
        path: [...path, 'name'],
        got: `${kind} ${name}`,
        allowed:
          backend.kind === KIND.Hostname ? 'a host of a ServiceEntry among the manifests' : `a ${kind} among the manifests`,
        fix: orExternal('correct the reference, add the object', `${kind} ${name}`, 'owns it'),
      };
    }
  },
};

/** True also for backends without hosts, and for those that another repository owns. */
function exists({ kind, namespace, name }: BackendUse, { catalogue }: RuleContext['graph']): boolean {
  return catalogue.knows(kind, namespace, name);
}

import { KIND } from '../../../core/kinds';
import { shortKind } from '../../../manifests/manifest';
import type { BackendUse } from '../../graph';
import { backendIndexOf } from '../../graph/uses';
import { orExternal } from '../base/or-external';
import type { Rule, RuleContext } from '../base/rule';

/** A backend that is not there. A Service is often in another repository, and is not asked for. */
export const backendMissing: Rule = {
  id: 'egress/backend-missing',
  severity: 'error',
  summary: 'the route leads to something that is not there',
  *check({ graph }) {
    for (const backend of backendIndexOf(graph).unresolved) {
      if (isThere(backend, graph)) continue;
      const kind = shortKind(backend.kind);
      const name = backend.kind === KIND.Hostname ? backend.name : `${backend.namespace}/${backend.name}`;
      yield {
        object: backend.rule.route.object,
        path: [...backend.path, 'name'],
        got: `${kind} ${name}`,
        allowed:
          backend.kind === KIND.Hostname ? 'a host of a ServiceEntry among the manifests' : `a ${kind} among the manifests`,
        fix: orExternal('correct the reference, add the object', `${kind} ${name}`, 'owns it'),
      };
    }
  },
};

/** Though it has no host, or is somebody else's. */
function isThere({ kind, namespace, name }: BackendUse, { catalogue }: RuleContext['graph']): boolean {
  return catalogue.knows(kind, namespace, name);
}

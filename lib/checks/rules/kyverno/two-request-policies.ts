import { listAt } from '../../../core/group-by';
import type { Manifest } from '../../../manifests/manifest';
import { namespaceOf } from '../../graph';
import type { RequestPolicy } from '../../graph/request-policies';
import type { Rule } from '../base/rule';

/** Several policies in one server: only the first answer counts, in an undefined order, so a denial may have no effect. */
export const twoRequestPolicies: Rule = {
  id: 'kyverno/two-request-policies',
  severity: 'error',
  summary: 'the authorization server has several request policies, and the first to answer decides, in an undefined order',
  *check({ graph }) {
    const servers = new Map<string, RequestPolicy[]>();
    for (const policy of graph.requestPolicies) {
      listAt(servers, serverOf(policy.object)).push(policy);
    }
    for (const { object, path } of [...servers.values()].flatMap(([, ...more]) => more)) {
      yield {
        object,
        path,
        got: 'another request policy',
        allowed: 'one request policy per authorization server',
        fix: 'merge the policies into one that ends with the denial, or run one server per policy',
      };
    }
  },
};

/** Every server reads the objects of the cluster. The files of a ConfigMap are read by the server that mounts it. */
function serverOf(object: Manifest): string {
  return object.kind === 'ConfigMap' ? `${namespaceOf(object)}/${object.metadata.name}` : object.kind;
}

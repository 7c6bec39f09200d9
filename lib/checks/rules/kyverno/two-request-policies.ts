import { listAt } from '../../../core/group-by';
import type { Manifest } from '../../../manifests/manifest';
import { namespaceOf } from '../../graph';
import type { RequestPolicy } from '../../graph/request-policies';
import type { Rule } from '../base/rule';

/** Of several policies the first that answers counts, in an order that nobody lays down: a refusal of another is not heard. */
export const twoRequestPolicies: Rule = {
  id: 'kyverno/two-request-policies',
  severity: 'error',
  summary: 'several request policies in one authorization server: the first that answers counts, in no order',
  *check({ graph }) {
    const servers = new Map<string, RequestPolicy[]>();
    for (const policy of graph.requestPolicies) {
      listAt(servers, serverOf(policy.object)).push(policy);
    }
    for (const { object, path } of [...servers.values()].flatMap(([, ...more]) => more)) {
      yield {
        object,
        path,
        got: 'one more request policy',
        allowed: 'one policy for an authorization server',
        fix: 'put the answers of all into one policy, the refusal last; or run a server for each',
      };
    }
  },
};

/** Objects of the cluster are read by every server; the files of a ConfigMap by the one that mounts it. */
function serverOf(object: Manifest): string {
  return object.kind === 'ConfigMap' ? `${namespaceOf(object)}/${object.metadata.name}` : object.kind;
}

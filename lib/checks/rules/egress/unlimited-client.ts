import { exitsOf } from '../../graph/client-exits';
import { orExternal } from '../base/or-external';
import type { Rule } from '../base/rule';
import { LIMIT } from './direct-exit';

/** Callers of the gateway in a namespace of another repository, of which no network policy is known. */
export const unlimitedClient: Rule = {
  id: 'egress/unlimited-client',
  severity: 'warning',
  summary: 'no network policy among the manifests limits the egress of these callers, so they may leave without the gateway',
  *check({ graph, platformNamespaces }) {
    for (const { client, isUnlimited } of exitsOf(graph, platformNamespaces).clients) {
      const { object, namedAt, namespace, isAbsent } = client;
      if (!isAbsent || !isUnlimited) continue;
      yield {
        object,
        path: namedAt,
        got: `pods of namespace ${namespace}, which is not among the manifests`,
        allowed: `callers whose namespace has ${LIMIT}`,
        fix: orExternal(`add such a policy for namespace ${namespace}`, `NetworkPolicy ${namespace}/<name>`),
      };
    }
  },
};

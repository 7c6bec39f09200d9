import { objectName } from '../../../core/format-finding';
import { oncePer } from '../../../core/group-by';
import { KIND } from '../../../core/kinds';
import { showPath } from '../../../core/path';
import { shortKind } from '../../../manifests/manifest';
import { type EgressGraph, leadsOut } from '../../graph';
import { type FilterUse, filterUses } from '../../graph/filter-uses';
import type { Rule } from '../base/rule';

/** A policy that disables authorization on an egress route. More specific policies cannot enable it again. */
export const authorizationDisabled: Rule = {
  id: 'egress/authorization-disabled',
  severity: 'error',
  summary: 'the policy disables authorization of outgoing requests',
  *check({ graph }) {
    for (const { policy, got } of oncePer(disabledIn(graph), (each) => each.policy)) {
      yield {
        object: policy,
        path: ['spec', 'extAuth', 'disable'],
        got,
        allowed:
          'no extAuth.disable on an egress gateway, its listeners and ListenerSets, or an egress route, its rules and backends',
        fix: 'remove disable, and specify in the authorization conditions which requests may leave',
      };
    }
  },
};

function* disabledIn(graph: EgressGraph) {
  for (const { policy, kind, namespace, name, sectionName } of graph.policies.targets(KIND.TrafficPolicy)) {
    if (policy.spec.extAuth?.disable === undefined || !graph.isEgress(kind, namespace, name)) continue;
    const section = sectionName === undefined ? '' : `${sectionName} of `;
    yield { policy, got: `disabled for ${section}${shortKind(kind)} ${namespace}/${name}` };
  }
  for (const use of filterUses(graph)) {
    const { policy, path } = use.filter;
    if (policy?.spec.extAuth?.disable === undefined || !forwards(use)) continue;
    yield { policy, got: `disabled by ${showPath(path)} of ${objectName(use.rule.route.object)}` };
  }
}

/** Whether a filter is for requests that the gateway forwards. Those to a backend in the cluster leave only through a mirror. */
function forwards({ rule: { backends }, backend }: FilterUse): boolean {
  if (!backend) return backends.length > 0;
  return leadsOut(backend) || backends.some((each) => each.isMirror && leadsOut(each));
}

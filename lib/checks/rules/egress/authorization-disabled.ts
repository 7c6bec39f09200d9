import { oncePer } from '../../../core/group-by';
import { KIND } from '../../../core/kinds';
import { shortKind } from '../../../manifests/manifest';
import type { Rule } from '../base/rule';

/** A policy that disables authorization on an egress route. More specific policies cannot enable it again. */
export const authorizationDisabled: Rule = {
  id: 'egress/authorization-disabled',
  severity: 'error',
  summary: 'the policy disables authorization of outgoing requests',
  *check({ graph }) {
    const targets = graph.policies.targets(KIND.TrafficPolicy).filter(({ policy, kind, namespace, name }) => {
      return policy.spec.extAuth?.disable !== undefined && graph.isEgress(kind, namespace, name);
    });
    for (const { policy, kind, namespace, name, sectionName } of oncePer(targets, (target) => target.policy)) {
      const target = `${shortKind(kind)} ${namespace}/${name}`;
      yield {
        object: policy,
        path: ['spec', 'extAuth', 'disable'],
        got: `disabled for ${sectionName === undefined ? '' : `${sectionName} of `}${target}`,
        allowed: 'no extAuth.disable on an egress gateway, its listeners, or an egress route and its rules',
        fix: 'remove disable, and specify in the authorization conditions which requests may leave',
      };
    }
  },
};

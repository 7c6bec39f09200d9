import { oncePer } from '../../../core/group-by';
import { KIND } from '../../../core/kinds';
import { shortKind } from '../../../manifests/manifest';
import type { Rule } from '../base/rule';

/** A policy that switches authorization off on the way out. Nothing below it can switch it on again. */
export const authorizationDisabled: Rule = {
  id: 'egress/authorization-disabled',
  severity: 'error',
  summary: 'the policy switches off the authorization of requests that leave',
  *check({ graph }) {
    const targets = graph.policies.targets(KIND.TrafficPolicy).filter(({ policy, kind, namespace, name }) => {
      return policy.spec.extAuth?.disable !== undefined && graph.isEgress(kind, namespace, name);
    });
    for (const { policy, kind, namespace, name, sectionName } of oncePer(targets, (target) => target.policy)) {
      const target = `${shortKind(kind)} ${namespace}/${name}`;
      yield {
        object: policy,
        path: ['spec', 'extAuth', 'disable'],
        got: `off for ${sectionName === undefined ? '' : `${sectionName} of `}${target}`,
        allowed: 'no extAuth.disable on a gateway, listener, route or rule by which requests leave',
        fix: 'remove it, and let the conditions of the authorization say which requests may leave',
      };
    }
  },
};

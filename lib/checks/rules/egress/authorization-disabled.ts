import type { Rule } from '../base/rule';

/** A policy that switches authorization off on the way out. Nothing below it can switch it on again. */
export const authorizationDisabled: Rule = {
  id: 'egress/authorization-disabled',
  severity: 'error',
  summary: 'the policy switches off the authorization of requests that leave',
  *check({ graph }) {
    const told = new Set<object>();
    for (const { policy, kind, namespace, name, sectionName } of graph.policies.targets('gateway.kgateway.dev/TrafficPolicy')) {
      if (policy.spec.extAuth?.disable === undefined || told.has(policy) || !graph.isEgress(kind, namespace, name)) continue;
      told.add(policy);
      const target = `${kind.slice(kind.indexOf('/') + 1)} ${namespace}/${name}`;
      yield {
        object: policy,
        path: 'spec.extAuth.disable',
        got: `off for ${sectionName === undefined ? '' : `${sectionName} of `}${target}`,
        allowed: 'no extAuth.disable on a gateway, listener, route or rule by which requests leave',
        fix: 'remove it, and let the conditions of the authorization say which requests may leave',
      };
    }
  },
};

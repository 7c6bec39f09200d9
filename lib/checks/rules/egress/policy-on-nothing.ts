import { missesOf } from '../base/missed-targets';
import type { Rule } from '../base/rule';
import { unattachedPolicies } from '../base/unattached-policies';

/** A policy that misses its target, or has none. It has no effect, and kgateway does not report that in a status. */
export const policyOnNothing: Rule = {
  id: 'egress/policy-on-nothing',
  severity: 'error',
  summary: 'the policy has no effect, because it misses its target',
  check({ graph }) {
    return [...missesOf(graph).map(({ target, intended, ...objection }) => objection), ...unattachedPolicies(graph)];
  },
};

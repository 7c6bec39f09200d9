import { missesOf } from '../base/missed-targets';
import type { Rule } from '../base/rule';

/** A policy that misses its target. It has no effect, and kgateway does not report that in a status. */
export const policyOnNothing: Rule = {
  id: 'egress/policy-on-nothing',
  severity: 'error',
  summary: 'the policy has no effect, because it misses its target',
  check({ graph }) {
    return missesOf(graph).map(({ target, intended, ...objection }) => objection);
  },
};

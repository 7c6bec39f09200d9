import { ztunnelPolicies } from '../../graph/ztunnel-policies';
import type { Rule } from '../base/rule';

/** ztunnel knows ALLOW and DENY, and never receives a policy with another action. */
export const unenforcedAction: Rule = {
  id: 'ztunnel/unenforced-action',
  severity: 'error',
  summary: 'ztunnel never receives a policy with this action, so the policy denies nothing',
  *check({ graph }) {
    for (const { object, action } of ztunnelPolicies(graph)) {
      if (action !== 'CUSTOM' && action !== 'AUDIT') continue;
      yield {
        object,
        path: ['spec', 'action'],
        got: action,
        allowed: 'ALLOW or DENY',
        fix: 'use ALLOW with service accounts and ports here, and decide on requests at the gateway, with external authorization',
      };
    }
  },
};

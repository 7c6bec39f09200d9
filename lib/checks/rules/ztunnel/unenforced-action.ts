import { ztunnelPolicies } from '../../graph/ztunnel-policies';
import type { Rule } from '../base/rule';

/** ztunnel knows ALLOW and DENY; a policy of another action it never gets. */
export const unenforcedAction: Rule = {
  id: 'ztunnel/unenforced-action',
  severity: 'error',
  summary: 'ztunnel never gets a policy of this action, so nothing is refused by it',
  *check({ graph }) {
    for (const { object, action } of ztunnelPolicies(graph)) {
      if (action !== 'CUSTOM' && action !== 'AUDIT') continue;
      yield {
        object,
        path: ['spec', 'action'],
        got: action,
        allowed: 'ALLOW or DENY',
        fix: 'allow by service account and port here; decide on requests by external authorization at the gateway',
      };
    }
  },
};

import { showPath } from '../../../core/path';
import { ztunnelRules } from '../../graph/ztunnel-policies';
import type { Rule } from '../base/rule';

/** A DENY rule with no field that ztunnel reads denies nothing. */
export const denyWithoutEffect: Rule = {
  id: 'ztunnel/deny-without-effect',
  severity: 'error',
  summary: 'the rule denies nothing, because ztunnel reads none of its fields',
  *check({ graph }) {
    for (const { object, action, path, ignored, enforced } of ztunnelRules(graph)) {
      if (action !== 'DENY' || ignored.length === 0 || enforced) continue;
      yield {
        object,
        path,
        got: ignored.map(showPath),
        allowed: 'at least one of principals, serviceAccounts, namespaces, ipBlocks, ports',
        fix: 'deny by caller or by port; deny requests at the gateway, with external authorization',
      };
    }
  },
};

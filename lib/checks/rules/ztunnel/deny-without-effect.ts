import { showPath } from '../../../core/path';
import { ztunnelRules } from '../../graph/ztunnel-policies';
import type { Rule } from '../base/rule';

/** A refusal that rests on what ztunnel does not read refuses nothing. */
export const denyWithoutEffect: Rule = {
  id: 'ztunnel/deny-without-effect',
  severity: 'error',
  summary: 'the rule refuses nothing: ztunnel reads none of its fields',
  *check({ graph }) {
    for (const { object, action, path, ignored, enforced } of ztunnelRules(graph)) {
      if (action !== 'DENY' || ignored.length === 0 || enforced) continue;
      yield {
        object,
        path,
        got: ignored.map(showPath),
        allowed: 'at least one of principals, serviceAccounts, namespaces, ipBlocks, ports',
        fix: 'refuse by who calls or by port; refuse requests at the gateway, by external authorization',
      };
    }
  },
};

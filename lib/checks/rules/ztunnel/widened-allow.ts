import { ztunnelRules } from '../../graph/ztunnel-policies';
import type { Rule } from '../base/rule';

/** An ALLOW rule that ztunnel receives without its trust domains: it allows more callers than written. */
export const widenedAllow: Rule = {
  id: 'ztunnel/widened-allow',
  severity: 'error',
  summary: 'ztunnel does not receive the trust domains of the rule, so the rule allows callers of all trust domains',
  *check({ graph }) {
    for (const { object, action, path, ignored, widened } of ztunnelRules(graph)) {
      if (action !== 'ALLOW' || !widened) continue;
      for (const field of ignored) {
        yield {
          object,
          path: [...path, ...field],
          got: 'trust domains beside fields that ztunnel reads: the rule allows as if they were absent',
          allowed: 'principals, which start with their trust domain',
          fix: 'use principals: [<trust domain>/ns/<namespace>/sa/<service account>] instead',
        };
      }
    }
  },
};

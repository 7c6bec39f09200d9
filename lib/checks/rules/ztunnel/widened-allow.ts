import { ztunnelRules } from '../../graph/ztunnel-policies';
import type { Rule } from '../base/rule';

/** An ALLOW that ztunnel gets without a part of what it asks for: it lets in more callers than it says. */
export const widenedAllow: Rule = {
  id: 'ztunnel/widened-allow',
  severity: 'error',
  summary: 'ztunnel does not get the trust domains of the rule, and allows callers of every other one, too',
  *check({ graph }) {
    for (const { object, action, path, ignored, widened } of ztunnelRules(graph)) {
      if (action !== 'ALLOW' || !widened) continue;
      for (const field of ignored) {
        yield {
          object,
          path: [...path, ...field],
          got: 'trust domains beside what ztunnel reads: the rule allows as if they were not there',
          allowed: 'principals, which begin with their trust domain',
          fix: 'write principals: [<trust domain>/ns/<namespace>/sa/<service account>] instead',
        };
      }
    }
  },
};

import { ztunnelRules } from '../../graph/ztunnel-policies';
import type { Rule } from '../base/rule';

const EFFECTS: Readonly<Record<string, string>> = {
  ALLOW: 'the whole rule is dropped and allows nobody',
  DENY: 'the rule denies as if the field were absent',
};

/** A field of requests in a policy that ztunnel enforces: ztunnel sees connections only. */
export const ignoredField: Rule = {
  id: 'ztunnel/ignored-field',
  severity: 'warning',
  summary: 'ztunnel sees connections, not requests, and does not read this field',
  *check({ graph }) {
    for (const { object, action, path, ignored, enforced, widened } of ztunnelRules(graph)) {
      // Rules of their own report the worse cases: a rule that allows more callers, and one that denies nothing.
      if (!EFFECTS[action] || (action === 'DENY' ? !enforced : widened)) continue;
      for (const field of ignored) {
        yield {
          object,
          path: [...path, ...field],
          got: `${action} with a field that ztunnel does not read: ${EFFECTS[action]}`,
          allowed: 'principals, serviceAccounts, namespaces, ipBlocks, ports, and conditions on these',
          fix: 'match only callers and ports here, and decide on requests at the gateway, with external authorization',
        };
      }
    }
  },
};

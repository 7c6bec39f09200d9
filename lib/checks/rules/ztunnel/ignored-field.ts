import { ztunnelRules } from '../../graph/ztunnel-policies';
import type { Rule } from '../base/rule';

const EFFECTS: Readonly<Record<string, string>> = {
  ALLOW: 'the whole rule is dropped, so it allows nobody',
  DENY: 'the rule refuses as if the field were not there',
};

/** A field of HTTP in a policy that ztunnel enforces: it sees connections, not requests. */
export const ignoredField: Rule = {
  id: 'ztunnel/ignored-field',
  severity: 'warning',
  summary: 'ztunnel sees no requests, and does not read this field',
  *check({ graph }) {
    for (const { object, action, path, ignored, enforced, widened } of ztunnelRules(graph)) {
      // What lets more in, and what refuses nothing, are worse: rules of their own tell those.
      if (!EFFECTS[action] || (action === 'DENY' ? !enforced : widened)) continue;
      for (const field of ignored) {
        yield {
          object,
          path: [...path, ...field],
          got: `${action} with a field that ztunnel does not read: ${EFFECTS[action]}`,
          allowed: 'principals, serviceAccounts, namespaces, ipBlocks, ports, and conditions on those',
          fix: 'decide on requests at the gateway, by external authorization; keep who may call and on which port here',
        };
      }
    }
  },
};

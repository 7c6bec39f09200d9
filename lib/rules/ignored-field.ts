import { isTrustDomain, readByZtunnel } from '../graph/ztunnel-fields';
import { ztunnelPolicies } from '../graph/ztunnel-policies';
import type { Rule } from './rule';

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
    for (const { object, action } of ztunnelPolicies(graph)) {
      if (!EFFECTS[action]) continue;
      for (const [index, rule] of (object.spec?.rules ?? []).entries()) {
        const { ignored, enforced } = readByZtunnel(rule);
        // What lets more in, and what refuses nothing, are worse: rules of their own tell those.
        if (action === 'DENY' ? !enforced : enforced && ignored.every(isTrustDomain)) continue;
        for (const path of ignored) {
          yield {
            object,
            path: `spec.rules[${index}].${path}`,
            got: `${action} with a field that ztunnel does not read: ${EFFECTS[action]}`,
            allowed: 'principals, serviceAccounts, namespaces, ipBlocks, ports, and conditions on those',
            fix: 'decide on requests at the gateway, by external authorization; keep who may call and on which port here',
          };
        }
      }
    }
  },
};

import { readByZtunnel } from '../graph/ztunnel-fields';
import { ztunnelPolicies } from '../graph/ztunnel-policies';
import type { Rule } from './rule';

const EFFECTS: Readonly<Record<string, string>> = {
  ALLOW: 'the whole rule is dropped, so it allows nobody',
  'ALLOW without': 'the rule allows as if the field were not there',
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
        if (action === 'DENY' && !enforced) continue;
        const effect = EFFECTS[action === 'ALLOW' && enforced && ignored.every(isTrustDomain) ? 'ALLOW without' : action];
        for (const path of ignored) {
          yield {
            object,
            path: `spec.rules[${index}].${path}`,
            got: `${action} with a field that ztunnel does not read: ${effect}`,
            allowed: 'principals, serviceAccounts, namespaces, ipBlocks, ports, and conditions on those',
            fix: 'decide on requests at the gateway, by external authorization; keep who may call and on which port here',
          };
        }
      }
    }
  },
};

/** Trust domains are left out before ztunnel gets the rule, whatever its action; every other field takes an ALLOW with it. */
function isTrustDomain(path: string): boolean {
  return /\.(trustDomains|notTrustDomains)$/.test(path);
}

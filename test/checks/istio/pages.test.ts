import { readFileSync } from 'node:fs';
import { authorizationPolicyTables } from '../../../lib/checks/istio/authorization-policy-checks';
import { peerAuthenticationTables } from '../../../lib/checks/istio/peer-authentication-checks';
import { serviceEntryTables } from '../../../lib/checks/istio/service-entry-checks';
import { waiverAnnotation } from '../../../lib/manifests/waivers';

const checks = [serviceEntryTables, authorizationPolicyTables, peerAuthenticationTables]
  .flat()
  .flatMap((table): readonly { readonly rule: string; readonly severity?: string }[] => table.checks);
const rules = [...new Map(checks.map(({ rule, severity = 'error' }) => [rule, severity]))];
const sections = new Map(
  readFileSync('docs/rules/istio.md', 'utf8')
    .split('\n### ')
    .map((section) => [section.split('\n')[0], section]),
);

test.each(rules)('%s has a section on the page of Istio, as a rule of severity %s', (rule, severity) => {
  const section = sections.get(rule) ?? '';
  expect(section.toLowerCase()).toContain(`\n\n${severity}`);
  expect(section).toMatch(/\*\*Why\.\*\*.*\nSource: .*\*\*How to fix it\.\*\*/s);
  expect(section.includes(waiverAnnotation(rule))).toBe(severity === 'warning');
});

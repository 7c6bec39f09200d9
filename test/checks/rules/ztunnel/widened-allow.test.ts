import { widenedAllow } from '../../../../lib/checks/rules/ztunnel/widened-allow';
import { authorizationPolicy, exit } from '../ambient';
import { objections } from '../objections';

const of = (spec: string) => objections(widenedAllow, exit() + authorizationPolicy(spec));
const from = (source: string) => `rules: [{ from: [{ source: { ${source} } }] }]`;

test.each(['trustDomains', 'notTrustDomains'])('%s beside what ztunnel reads lets in more callers', (field) => {
  expect(of(from(`${field}: [a], serviceAccounts: [team-a/agent]`))).toEqual([
    `AuthorizationPolicy exit/callers spec.rules[0].from[0].source.${field}: trust domains beside what ztunnel reads: the rule allows as if they were not there`,
  ]);
});

test.each([
  ['alone: the rule allows nobody', from('trustDomains: [a]')],
  ['beside a field of requests: the rule allows nobody', from('requestPrincipals: [a], trustDomains: [a], namespaces: [b]')],
  ['of a refusal, which refuses more', `action: DENY, ${from('trustDomains: [a], namespaces: [b]')}`],
  ['not there', from('principals: [a/ns/b/sa/c]')],
])('but not %s', (_, spec) => {
  expect(of(spec)).toEqual([]);
});

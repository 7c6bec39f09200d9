import { widenedAllow } from '../../../../lib/checks/rules/ztunnel/widened-allow';
import { authorizationPolicy, exit } from '../ambient';
import { objections } from '../objections';

const of = (spec: string) => objections(widenedAllow, exit() + authorizationPolicy(spec));
const from = (source: string) => `rules: [{ from: [{ source: { ${source} } }] }]`;

test.each(['trustDomains', 'notTrustDomains'])('reports %s beside fields that ztunnel reads', (field) => {
  expect(of(from(`${field}: [a], serviceAccounts: [team-a/agent]`))).toEqual([
    `AuthorizationPolicy exit/callers spec.rules[0].from[0].source.${field}: trust domains beside fields that ztunnel reads: the rule allows as if they were absent`,
  ]);
});

test.each([
  ['trust domains alone: the rule allows nobody', from('trustDomains: [a]')],
  [
    'trust domains beside a field of requests: the rule allows nobody',
    from('requestPrincipals: [a], trustDomains: [a], namespaces: [b]'),
  ],
  [
    'trust domains alone beside ports: the rule allows nobody',
    'rules: [{ from: [{ source: { trustDomains: [a] } }], to: [{ operation: { ports: ["8080"] } }] }]',
  ],
  ['trust domains in a DENY, which denies more', `action: DENY, ${from('trustDomains: [a], namespaces: [b]')}`],
  ['no trust domains', from('principals: [a/ns/b/sa/c]')],
])('ignores %s', (_, spec) => {
  expect(of(spec)).toEqual([]);
});

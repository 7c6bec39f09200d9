import { BASE, judge } from './situation';

const policy = (namespace: string, rules: string) => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: no-admin, namespace: ${namespace} }
spec: { action: DENY, rules: [${rules}] }
`;
const HTTP = '{ to: [{ operation: { paths: [/admin] } }] }';
const TOKEN = '{ from: [{ source: { requestPrincipals: ["*"] } }] }';

test('a DENY rule with HTTP fields only denies nothing where ztunnel enforces it, and is one finding', () => {
  expect(judge([BASE, policy('egress-system', `${HTTP}, ${TOKEN}`)])).toEqual([
    'error ztunnel/deny-without-effect  AuthorizationPolicy egress-system/no-admin spec.rules[0]',
    'error ztunnel/deny-without-effect  AuthorizationPolicy egress-system/no-admin spec.rules[1]',
  ]);
});

test('elsewhere, it can deny everything on ports that are not HTTP', () => {
  expect(judge([BASE, policy('team-a', HTTP)])).toEqual([
    'warning istio/deny-of-all-tcp  AuthorizationPolicy team-a/no-admin spec.rules[0]',
  ]);
});

test('the warning remains if the other rule is off', () => {
  const severities = { 'ztunnel/deny-without-effect': 'off' } as const;
  expect(judge([BASE, policy('egress-system', HTTP)], { severities })).toEqual([
    'warning istio/deny-of-all-tcp  AuthorizationPolicy egress-system/no-admin spec.rules[0]',
  ]);
});

import { unboundPolicy } from '../../../../lib/checks/rules/ztunnel/unbound-policy';
import { authorizationPolicy, exit } from '../ambient';
import { objections } from '../objections';

const RULES = 'rules: [{ from: [{ source: { serviceAccounts: [team-a/agent] } }] }]';
const policy = (name = 'gw', namespace = 'exit') =>
  authorizationPolicy(RULES, `{ matchLabels: { gateway.networking.k8s.io/gateway-name: ${name} } }`).replace(
    'namespace: exit',
    `namespace: ${namespace}`,
  );
const strict = (name: string, namespace: string) => `
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: strict, namespace: ${namespace} }
spec: { selector: { matchLabels: { gateway.networking.k8s.io/gateway-name: ${name} } }, mtls: { mode: STRICT } }
`;
const gateway = (name: string, namespace: string, className = 'istio') => `
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: ${name}, namespace: ${namespace} }
spec: { gatewayClassName: ${className}, listeners: [{ name: http, port: 80, protocol: HTTP }] }
`;
const trial = (value: string, text = policy()) =>
  text.replace('name: callers,', `name: callers, annotations: { istio.io/dry-run: "${value}" },`);

test.each([
  ['the policy is in the namespace of the gateway', exit() + policy() + strict('gw', 'exit')],
  ['the policy is in the root namespace', exit() + policy('gw', 'istio-system')],
  ['the policy is for a Gateway of another controller', exit() + gateway('gw', 'team-a') + policy('gw', 'team-a')],
  ['the policy is for another Gateway, of a namespace without an egress gateway', exit() + policy('public', 'team-a')],
  ['the policy is for other pods of that namespace', exit() + authorizationPolicy(RULES, '{ matchLabels: { app: authz } }')],
  ['there is no egress gateway', policy('gw', 'team-a')],
  ['the annotation for trials is false', exit() + trial('false')],
  [
    'the policy on trial is for other pods',
    exit() + trial('true', authorizationPolicy(RULES, '{ matchLabels: { app: authz } }')),
  ],
])('nothing is reported if %s', (_, yaml) => {
  expect(objections(unboundPolicy, yaml)).toEqual([]);
});

test('nothing is reported if the Gateway is of another repository', () => {
  expect(objections(unboundPolicy, exit() + policy('other'), { external: ['Gateway exit/other'] })).toEqual([]);
});

const SELECTOR = "spec.selector.matchLabels['gateway.networking.k8s.io/gateway-name']";

test.each([
  [
    'the policy is in the namespace of the client',
    policy('gw', 'team-a'),
    `AuthorizationPolicy team-a/callers ${SELECTOR}: gw, in namespace team-a`,
  ],
  ['the name is wrong', policy('gww'), `AuthorizationPolicy exit/callers ${SELECTOR}: gww, in namespace exit`],
  [
    'a PeerAuthentication is in another namespace',
    strict('gw', 'team-a'),
    `PeerAuthentication team-a/strict ${SELECTOR}: gw, in namespace team-a`,
  ],
  [
    'a PeerAuthentication is in the root namespace, where selectors have no effect',
    strict('gw', 'istio-system'),
    `PeerAuthentication istio-system/strict ${SELECTOR}: gw, in namespace istio-system`,
  ],
  ['the policy is on trial', trial('true'), "AuthorizationPolicy exit/callers metadata.annotations['istio.io/dry-run']: true"],
  [
    'a policy of the namespace is on trial',
    trial('1', authorizationPolicy(RULES, '{}')),
    "AuthorizationPolicy exit/callers metadata.annotations['istio.io/dry-run']: 1",
  ],
])('it is reported if %s', (_, yaml, objection) => {
  expect(objections(unboundPolicy, exit() + yaml)).toEqual([objection]);
});

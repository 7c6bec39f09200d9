import { widenedCallers } from '../../../../lib/checks/rules/egress/widened-callers';
import { authorizationPolicy, exit } from '../ambient';
import { objections } from '../objections';

const rule = (source: string, ports = '') =>
  `rules: [{ from: [{ source: { ${source} } }]${ports && `, to: [{ operation: { ports: ${ports} } }]`} }]`;
const OWN = exit() + authorizationPolicy(rule('serviceAccounts: [team-a/agent], ', '["8080"]'));
const more = (spec: string, selector = '{}', namespace = 'exit') =>
  authorizationPolicy(spec, selector).replace('name: callers, namespace: exit', `name: more, namespace: ${namespace}`);
const ALL_PODS = '{ matchLabels: { gateway.networking.k8s.io/gateway-name: gw } }';

test.each([
  ['the listener has only its own policy', OWN],
  ['another listener has one too', OWN + more(rule('serviceAccounts: [team-b/agent]', '["8081"]'), ALL_PODS)],
  ['another policy of the listener names more callers for it', OWN + more(rule('namespaces: [team-b]', '["8080"]'), ALL_PODS)],
  ['a policy of the namespace is for other ports', OWN + more(rule('namespaces: [monitoring]', '["9091"]'))],
  ['a policy of the namespace is for other pods', OWN + more(rule('namespaces: [team-b]'), '{ matchLabels: { app: other } }')],
  ['a policy of the namespace denies', OWN + more(`action: DENY, ${rule('namespaces: [team-b]')}`)],
  ['a policy of the namespace names the same callers', OWN + more(rule('serviceAccounts: [team-a/agent]'))],
  ['the only policy is that of the namespace', exit() + more(rule('namespaces: [team-b]'))],
])('nothing is reported if %s', (_, yaml) => {
  expect(objections(widenedCallers, yaml)).toEqual([]);
});

test.each([
  ['a policy of the namespace', more(rule('namespaces: [monitoring]')), 'exit/more spec.rules[0]: ["namespace monitoring"]'],
  [
    'a policy of the mesh',
    more(rule('serviceAccounts: [team-b/x, team-a/agent]'), '{}', 'istio-system'),
    'istio-system/more spec.rules[0]: ["service account team-b/x"]',
  ],
  [
    'a policy of the gateway for all ports',
    more(rule('principals: [cluster.local/ns/team-b/sa/x]'), ALL_PODS),
    'exit/more spec.rules[0]: ["service account team-b/x"]',
  ],
  [
    'a rule for several ports of the namespace',
    more(rule('ipBlocks: [10.0.0.0/8]', '["8080", "80"]')),
    'exit/more spec.rules[0]: ["address 10.0.0.0/8"]',
  ],
])('more callers are reported, of %s', (_, policy, objection) => {
  expect(objections(widenedCallers, OWN + policy)).toEqual([`AuthorizationPolicy ${objection}`]);
});

test('accounts of a namespace that may call are known', () => {
  const own = exit() + authorizationPolicy(rule('namespaces: [team-a]', '["8080"]'));
  expect(objections(widenedCallers, own + more(rule('serviceAccounts: [team-a/agent]')))).toEqual([]);
});

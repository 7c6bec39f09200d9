import { unguardedListener } from '../../../../lib/checks/rules/egress/unguarded-listener';
import { authorizationPolicy, deployment, exit } from '../ambient';
import { objections } from '../objections';

const AGENT = 'from: [{ source: { serviceAccounts: [team-a/agent] } }]';
const rule = (from: string, ports?: string) => {
  const to = ports && `to: [{ operation: { ports: ${ports} } }]`;
  return `rules: [{ ${[from, to].filter(Boolean).join(', ')} }]`;
};
const guarded = (rules: string) => exit() + authorizationPolicy(rules);
const GW = '{ matchLabels: { gateway.networking.k8s.io/gateway-name: gw } }';
const NAMESPACE_WIDE = '{}';

test.each([
  ['one policy names the callers of all ports', guarded(rule(AGENT))],
  [
    'each port has a policy',
    guarded(rule(AGENT, '["8080"]')) + authorizationPolicy(rule(AGENT, '["8081"]')).replace('callers', 'more'),
  ],
  ['a policy of the namespace names the callers', exit() + authorizationPolicy(rule(AGENT), NAMESPACE_WIDE)],
  [
    'a policy selects the gateway by another label',
    exit() + authorizationPolicy(rule(AGENT), '{ matchLabels: { kgateway: kube-gateway } }'),
  ],
  ['the mesh has a policy', exit() + authorizationPolicy(rule(AGENT)).replace('namespace: exit', 'namespace: istio-system')],
  [
    'callers are principals or namespaces',
    guarded(rule('from: [{ source: { principals: ["*/ns/team-a/sa/*"] } }, { source: { namespaces: [team-b] } }]')),
  ],
  ['callers are a condition', guarded('rules: [{ when: [{ key: source.namespace, values: [team-a] }] }]')],
  ['a DENY excludes all others', guarded(`action: DENY, ${rule('from: [{ source: { notServiceAccounts: [team-a/agent] } }]')}`)],
  ['only another port is open, such as that for metrics', guarded(rule('', '["9091"]'))],
  ['nobody may call', guarded('action: ALLOW')],
  ['ztunnel drops the rule, so nobody may call', guarded('rules: [{ to: [{ operation: { hosts: [api.example.com] } }] }]')],
  ['the gateway is outside ambient, which another rule reports', exit({ namespaceLabels: '{}' })],
  [
    'the policy targets the Gateway, which another rule reports',
    exit() +
      authorizationPolicy(rule(AGENT)).replace(
        `selector: ${GW}`,
        'targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: gw }]',
      ),
  ],
  ['the policy is for audits, which another rule reports', guarded(`action: AUDIT, ${rule(AGENT)}`)],
  [
    'the policy is on trial, which another rule reports',
    guarded(rule(AGENT)).replace('name: callers,', 'name: callers, annotations: { istio.io/dry-run: "true" },'),
  ],
  [
    'the policy misses the gateway, which another rule reports',
    exit() + authorizationPolicy(rule(AGENT)).replace('namespace: exit', 'namespace: team-a'),
  ],
  ['the policy has the port of a Service, which allows nobody', guarded(rule(AGENT, '["80"]'))],
  ['there is no egress gateway', deployment()],
])('nothing is reported if %s', (_, yaml) => {
  expect(objections(unguardedListener, yaml)).toEqual([]);
});

test('nothing is reported if another repository has the policies', () => {
  expect(objections(unguardedListener, exit(), { external: ['AuthorizationPolicy exit/callers'] })).toEqual([]);
  expect(objections(unguardedListener, exit(), { external: ['AuthorizationPolicy team-a/callers'] })).toHaveLength(2);
});

const BOTH = ['Gateway exit/gw spec.listeners[0].port: 8080', 'Gateway exit/gw spec.listeners[1].port: 8081'];

test.each([
  ['there is no policy', exit()],
  ['the policies only deny some callers', guarded(`action: DENY, ${rule(AGENT)}`)],
  ['a DENY only refuses plaintext', guarded(`action: DENY, ${rule('from: [{ source: { notPrincipals: ["*"] } }]')}`)],
  ['the policy is for other pods', exit() + authorizationPolicy(rule(AGENT), '{ matchLabels: { app: other } }')],
  [
    'the policy is for another namespace',
    exit() + authorizationPolicy(rule(AGENT), NAMESPACE_WIDE).replace('namespace: exit', 'namespace: team-a'),
  ],
])('each listener is reported if %s', (_, yaml) => {
  expect(objections(unguardedListener, yaml)).toEqual(BOTH);
});

test('a listener without a route is not reported', () => {
  const yaml = exit().replace('parentRefs: [{ name: gw }]', 'parentRefs: [{ name: gw, sectionName: batch }]');
  expect(objections(unguardedListener, yaml)).toEqual([BOTH[1]]);
});

test.each([
  ['has no from', rule('', '["8080"]')],
  ['has no fields', 'rules: [{}]'],
  ['allows all principals', rule('from: [{ source: { principals: ["*"] } }]')],
  ['allows all principals of the trust domain', rule('from: [{ source: { principals: ["cluster.local/*"] } }]')],
  ['allows all namespaces', rule('from: [{ source: { namespaces: ["*"] } }]')],
  ['allows all callers except some', rule('from: [{ source: { notNamespaces: [team-b] } }]')],
  ['allows all addresses', rule('from: [{ source: { ipBlocks: [0.0.0.0/0] } }]')],
  [
    'has a source for all beside one for some',
    rule('from: [{ source: { namespaces: [team-a] } }, { source: { principals: ["*"] } }]'),
  ],
])('a rule is reported once if it %s', (_, rules) => {
  expect(objections(unguardedListener, guarded(rules))).toEqual([
    'AuthorizationPolicy exit/callers spec.rules[0]: a rule that allows everybody to call port 8080 of Gateway exit/gw',
  ]);
});

test('a rule for all callers of the namespace opens the gateway too', () => {
  const all = authorizationPolicy('rules: [{ to: [{ operation: { notPorts: ["15020"] } }] }]', NAMESPACE_WIDE).replace(
    'callers',
    'all',
  );
  expect(objections(unguardedListener, guarded(rule(AGENT)) + all)).toEqual([
    'AuthorizationPolicy exit/all spec.rules[0]: a rule that allows everybody to call port 8080 of Gateway exit/gw',
  ]);
});

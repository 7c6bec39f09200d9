import { namespaceCaller } from '../../../../lib/checks/rules/egress/namespace-caller';
import { exit } from '../ambient';
import { objections } from '../objections';

/** A policy for the pods of the gateway, with one rule. */
const policy = (rule: string, action = 'ALLOW', gateway = 'gw') => `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: callers, namespace: exit }
spec:
  selector: { matchLabels: { gateway.networking.k8s.io/gateway-name: ${gateway} } }
  action: ${action}
  rules: [${rule}]
`;

const of = (...given: Parameters<typeof policy>) => objections(namespaceCaller, exit() + policy(...given));

test.each([
  '{ from: [{ source: { serviceAccounts: [team-b/agent] } }, { source: { namespaces: [team-a] } }], to: [{ operation: { ports: ["8081"] } }] }',
  '{ from: [{ source: { serviceAccounts: [team-b/agent] } }, { source: { namespaces: [team-a] } }] }',
])('a namespace that may call a listener is reported: %s', (rule) => {
  expect(of(rule)).toEqual(['AuthorizationPolicy exit/callers spec.rules[0].from[1].source.namespaces: ["team-a"]']);
});

test('service accounts are not reported', () => {
  expect(of('{ from: [{ source: { serviceAccounts: [team-a/agent] } }] }')).toEqual([]);
});

test('a namespace that may only read metrics, or that is denied, is not reported', () => {
  expect(of('{ from: [{ source: { namespaces: [monitoring] } }], to: [{ operation: { ports: ["9091"] } }] }')).toEqual([]);
  expect(of('{ from: [{ source: { namespaces: [team-a] } }] }', 'DENY')).toEqual([]);
});

test('policies for other pods are not reported', () => {
  expect(of('{ from: [{ source: { namespaces: [team-a] } }] }', 'ALLOW', 'other')).toEqual([]);
});

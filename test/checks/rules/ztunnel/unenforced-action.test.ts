import { unenforcedAction } from '../../../../lib/checks/rules/ztunnel/unenforced-action';
import { authorizationPolicy, exit } from '../ambient';
import { objections } from '../objections';

const FROM = 'rules: [{ from: [{ source: { serviceAccounts: [team-a/agent] } }] }]';

test.each(['ALLOW', 'DENY'])('accepts %s', (action) => {
  expect(objections(unenforcedAction, exit() + authorizationPolicy(`action: ${action}, ${FROM}`))).toEqual([]);
});

test.each(['CUSTOM', 'AUDIT'])('reports %s', (action) => {
  expect(objections(unenforcedAction, exit() + authorizationPolicy(`action: ${action}, ${FROM}`))).toEqual([
    `AuthorizationPolicy exit/callers spec.action: ${action}`,
  ]);
});

test('ignores a policy in a namespace outside ambient, which is for sidecars', () => {
  const yaml = `{ apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: { name: a, namespace: web }, spec: { action: CUSTOM, provider: { name: x }, rules: [{}] } }`;
  expect(objections(unenforcedAction, yaml)).toEqual([]);
});

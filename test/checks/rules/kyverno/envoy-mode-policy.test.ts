import { envoyModePolicy } from '../../../../lib/checks/rules/kyverno/envoy-mode-policy';
import { objections } from '../objections';
import { DENY, requestPolicies } from '../request-policy';

const { file, object } = requestPolicies(DENY);

test.each([
  ['a policy in a file', file],
  ['an admission policy', object.replace('mode: Envoy', 'mode: Kubernetes')],
])('accepts %s', (_, yaml) => {
  expect(objections(envoyModePolicy, yaml)).toEqual([]);
});

test('reports a policy that is an object', () => {
  expect(objections(envoyModePolicy, object)).toEqual(['ValidatingPolicy policy spec.evaluation.mode: Envoy']);
});

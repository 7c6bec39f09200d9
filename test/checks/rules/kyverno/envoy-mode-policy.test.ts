import { envoyModePolicy } from '../../../../lib/checks/rules/kyverno/envoy-mode-policy';
import { objections } from '../objections';
import { DENY, requestPolicies } from '../request-policy';

const { file, object } = requestPolicies(DENY);

test.each([
  ['the policy is a file', file],
  ['the policy is one of admission', object.replace('mode: Envoy', 'mode: Kubernetes')],
])('fine where %s', (_, yaml) => {
  expect(objections(envoyModePolicy, yaml)).toEqual([]);
});

test('told where the policy is an object', () => {
  expect(objections(envoyModePolicy, object)).toEqual(['ValidatingPolicy policy spec.evaluation.mode: Envoy']);
});

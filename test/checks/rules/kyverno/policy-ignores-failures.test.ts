import { policyIgnoresFailures } from '../../../../lib/checks/rules/kyverno/policy-ignores-failures';
import { objections } from '../objections';
import { DENY, requestPolicies } from '../request-policy';

const { file, object } = requestPolicies(DENY);
const ignoring = (yaml: string) => yaml.replace(/( *)evaluation:/, '$1failurePolicy: Ignore\n$&');

test('a policy that refuses when an evaluation fails is not reported', () => {
  expect(objections(policyIgnoresFailures, file)).toEqual([]);
  expect(objections(policyIgnoresFailures, file.replace(/( *)evaluation:/, '$1failurePolicy: Fail\n$&'))).toEqual([]);
});

test('a policy that ignores failures is reported, in a file and in the cluster', () => {
  expect(objections(policyIgnoresFailures, ignoring(file))).toEqual([
    "ConfigMap exit/policy data['policy.yaml']: failurePolicy: Ignore",
  ]);
  expect(objections(policyIgnoresFailures, ignoring(object))).toEqual([
    'ValidatingPolicy policy spec.failurePolicy: failurePolicy: Ignore',
  ]);
});

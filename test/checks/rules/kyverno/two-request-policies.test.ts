import { twoRequestPolicies } from '../../../../lib/checks/rules/kyverno/two-request-policies';
import { objections } from '../objections';
import { DENY, requestPolicies } from '../request-policy';

const one = requestPolicies(DENY);
const other = requestPolicies(DENY, 'other');

test.each([
  ['one policy', one.file],
  ['one policy each in the ConfigMaps of two servers', `${one.file}---\n${other.file}`],
])('accepts %s', (_, yaml) => {
  expect(objections(twoRequestPolicies, yaml)).toEqual([]);
});

test('reports two policies in one file', () => {
  const two = one.file.replace(
    '    apiVersion',
    `    ${other.object.trimEnd().replaceAll('\n', '\n    ')}\n    ---\n    apiVersion`,
  );
  expect(objections(twoRequestPolicies, two)).toEqual(["ConfigMap exit/policy data['policy.yaml']: another request policy"]);
});

test('reports two objects of the cluster, which every server reads', () => {
  const plugin = (text: string) =>
    text.replace('policies.kyverno.io', 'envoy.kyverno.io').replace('ValidatingPolicy', 'AuthorizationPolicy');
  expect(objections(twoRequestPolicies, `${plugin(one.object)}---\n${plugin(other.object)}`)).toEqual([
    'AuthorizationPolicy other spec: another request policy',
  ]);
});

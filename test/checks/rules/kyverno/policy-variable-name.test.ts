import { policyVariableName } from '../../../../lib/checks/rules/kyverno/policy-variable-name';
import { objections } from '../objections';
import { DENY, requestPolicies } from '../request-policy';

const withNames = (field: string, names: string) =>
  requestPolicies(DENY).file.replace(/( *)evaluation:/, `$1${field}: [${names}]\n$&`);

const named = (name: string) => `{ name: ${name}, expression: "true" }`;

test.each(['host', '"y"', "'no'", 'yes-or-no', 'nope'])('the name %s is a text', (name) => {
  expect(objections(policyVariableName, withNames('variables', named(name)))).toEqual([]);
});

test.each(['y', 'n', 'Yes', 'no', 'ON', 'off', 'true', '1', '0x10'])('the name %s is none', (name) => {
  expect(objections(policyVariableName, withNames('variables', named(name)))).toHaveLength(1);
});

test('a finding names the variable or the condition', () => {
  const [variable] = objections(policyVariableName, withNames('variables', `${named('a')}, ${named('y')}`));
  expect(variable).toBe("ConfigMap exit/policy data['policy.yaml']: spec.variables[1].name is true, not a text");
  const [condition] = objections(policyVariableName, withNames('matchConditions', named('off')));
  expect(condition).toBe("ConfigMap exit/policy data['policy.yaml']: spec.matchConditions[0].name is false, not a text");
});

test('lists that are none, and entries without a name, are left to others', () => {
  expect(objections(policyVariableName, withNames('variables', 'null, {}, 1'))).toEqual([]);
});

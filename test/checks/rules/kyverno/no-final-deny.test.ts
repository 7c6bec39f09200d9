import { noFinalDeny } from '../../../../lib/checks/rules/kyverno/no-final-deny';
import { objections } from '../objections';
import { DENY, requestPolicies } from '../request-policy';

const ALLOW = 'envoy.Allowed().Response()';

test.each([DENY, `a ? ${ALLOW} : ${DENY}`, 'variables.answer'])('%s', (expression) => {
  expect(objections(noFinalDeny, requestPolicies(expression).file)).toEqual([]);
});

test('a last condition, an allowance and nothing leave requests undecided', () => {
  const told = [`a ? ${ALLOW} : null`, ALLOW, 'null'].flatMap((last) => objections(noFinalDeny, requestPolicies(last).file));
  expect(told.join('\n')).toMatchInlineSnapshot(`
"ConfigMap exit/policy data['policy.yaml']: a policy that does not end in a refusal without condition
ConfigMap exit/policy data['policy.yaml']: a policy that does not end in a refusal without condition
ConfigMap exit/policy data['policy.yaml']: a policy that does not end in a refusal without condition"
`);
});

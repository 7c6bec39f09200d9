import { noFinalDeny } from '../../../../lib/checks/rules/kyverno/no-final-deny';
import { objections } from '../objections';
import { DENY, requestPolicies } from '../request-policy';

const ALLOW = 'envoy.Allowed().Response()';

test.each([DENY, `a ? ${ALLOW} : ${DENY}`, 'variables.answer'])('accepts %s', (expression) => {
  expect(objections(noFinalDeny, requestPolicies(expression).file)).toEqual([]);
});

test('reports a policy that ends with a condition, an allowance or nothing', () => {
  const reported = [`a ? ${ALLOW} : null`, ALLOW, 'null'].flatMap((last) => objections(noFinalDeny, requestPolicies(last).file));
  expect(reported.join('\n')).toMatchInlineSnapshot(`
"ConfigMap exit/policy data['policy.yaml']: a policy that leaves some requests undecided, or that denies none
ConfigMap exit/policy data['policy.yaml']: a policy that leaves some requests undecided, or that denies none
ConfigMap exit/policy data['policy.yaml']: a policy that leaves some requests undecided, or that denies none"
`);
});

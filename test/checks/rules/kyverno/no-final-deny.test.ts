import { noFinalDeny } from '../../../../lib/checks/rules/kyverno/no-final-deny';
import { objections } from '../objections';
import { DENY, requestPolicies } from '../request-policy';

const ALLOW = 'envoy.Allowed().Response()';

test.each([DENY, `a ? ${ALLOW} : ${DENY}`, 'variables.answer'])('%s', (expression) => {
  expect(objections(noFinalDeny, requestPolicies(expression).file)).toEqual([]);
});

test.each([`a ? ${ALLOW} : null`, ALLOW, 'null'])('%s leaves requests undecided', (expression) => {
  const got = 'a policy that does not end in a refusal without condition';
  expect(objections(noFinalDeny, requestPolicies(expression).file)).toEqual([
    `ConfigMap exit/policy data['policy.yaml']: ${got}`,
  ]);
});

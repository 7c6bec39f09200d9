import { policyDoesNotCompile } from '../../../../lib/checks/rules/kyverno/policy-does-not-compile';
import { objections } from '../objections';
import { DENY, requestPolicies } from '../request-policy';

const reported = (expression: string) => objections(policyDoesNotCompile, requestPolicies(expression).file);

test('a policy that the server compiles is not reported', () => {
  expect(reported(DENY)).toEqual([]);
});

test('what the server refuses is reported, with its place', () => {
  const expressions = [
    'object.attributes.request.http.host == "a" ? envoy.Allowed().Response( : null',
    'envoy.Denied(403).Responce()',
    `true\n  ? envoy.Alowed().Response()\n  : ${DENY}`,
    'envoy.Denied(403)',
    `object.attributes.destination.address.socket_address.port_value == 8080 ? ${DENY} : null`,
    `"${'a'.repeat(100_000)}" == "" ? ${DENY} : null`,
  ];
  expect(expressions.flatMap(reported).join('\n')).toMatchInlineSnapshot(`
"ConfigMap exit/policy data['policy.yaml']: spec.validations[0].expression, line 1, column 72: expected an expression, got :
ConfigMap exit/policy data['policy.yaml']: spec.validations[0].expression, line 1, column 19: there is no method Responce(); did you mean Response?
ConfigMap exit/policy data['policy.yaml']: spec.validations[0].expression, line 2, column 11: there is no function envoy.Alowed(); did you mean envoy.Allowed?
ConfigMap exit/policy data['policy.yaml']: spec.validations[0].expression, line 1, column 1: expected envoy.service.auth.v3.CheckResponse, got envoy.service.auth.v3.DeniedHttpResponse
ConfigMap exit/policy data['policy.yaml']: spec.validations[0].expression, line 1, column 65: == does not take uint and int
ConfigMap exit/policy data['policy.yaml']: spec.validations[0].expression, line 1, column 1: 100046 code points, and the limit is 100000, which a map of about 2,000 hosts reaches"
`);
});

test('a policy that is no YAML, which the server skips, is reported', () => {
  const plain = requestPolicies(DENY).file.replace(/expression: .*/, 'expression: a ? b : null');
  const [found] = objections(policyDoesNotCompile, plain);
  expect(found).toMatch(/^ConfigMap exit\/policy data\['policy\.yaml'\]: a policy that is not valid YAML: /);
});

test('another file that is no YAML is not reported', () => {
  const other = requestPolicies(DENY)
    .file.replace('mode: Envoy', 'mode: JSON')
    .replace(/expression: .*/, 'expression: a ? b : null');
  expect(objections(policyDoesNotCompile, other)).toEqual([]);
});

test('a policy in the cluster is reported at its expression', () => {
  const [found] = objections(policyDoesNotCompile, requestPolicies('nope').object);
  expect(found).toMatch(/^ValidatingPolicy policy spec\.validations\[0\]\.expression: /);
});

test('a function that another version of the server may have is not judged', () => {
  expect(reported(`hash.sha256("a") == "b" ? ${DENY} : null`)).toEqual([]);
});

test('the form of plugin 0.1, which has other functions, is not judged', () => {
  const yaml = `apiVersion: envoy.kyverno.io/v1alpha1
kind: AuthorizationPolicy
metadata: { name: p }
spec: { authorizations: [{ expression: envoy.Response(403) }] }`;
  expect(objections(policyDoesNotCompile, yaml)).toEqual([]);
});

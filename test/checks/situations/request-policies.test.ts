import { BASE, input, judgeObjects, manifestsIn } from './situation';

/** The findings of the base with another request policy in place of its own. */
function judgePolicy(text: string): string[] {
  const base = manifestsIn([BASE]).filter(({ kind }) => kind !== 'ConfigMap');
  return judgeObjects([...base, ...manifestsIn([text])]);
}

const denyingElse = input('46-request-policy-denies-else-allows');
const answering = denyingElse.replace('== 8080', '== 8080u');
const ignoring = input('48-request-policy-ignores-failures');

/** The policy with other validations, one per line. */
function withValidations(...expressions: string[]): string {
  const list = expressions.map((expression) => `      - expression: ${JSON.stringify(expression)}`).join('\n');
  return answering.replace(/ {6}- expression: >[\s\S]*/, `${list}\n`);
}

const DENY = 'envoy.Denied(403).Response()';
const ALLOW = 'envoy.Allowed().Response()';
const IS_KNOWN = 'object.attributes.request.http.host == "api.example.com"';

test('a port is an unsigned number, so a comparison with a signed one does not compile', () => {
  expect(judgePolicy(denyingElse)).toEqual([
    "error kyverno/policy-does-not-compile  ConfigMap egress-system/own-policy data['policy.yaml']",
  ]);
});

test('a policy that denies, or else allows, answers every request', () => {
  expect(judgePolicy(answering)).toEqual([]);
});

test('a policy that denies twice and then allows answers every request', () => {
  expect(judgePolicy(withValidations(`!(${IS_KNOWN}) ? ${DENY} : null`, `${IS_KNOWN} ? null : ${DENY}`, ALLOW))).toEqual([]);
});

test('a policy whose last validation can be null leaves requests undecided', () => {
  expect(judgePolicy(withValidations(`${IS_KNOWN} ? ${ALLOW} : null`, `!(${IS_KNOWN}) ? ${DENY} : null`))).toEqual([
    "error kyverno/no-final-deny  ConfigMap egress-system/own-policy data['policy.yaml']",
  ]);
});

test('a policy that ignores failures is reported', () => {
  expect(judgePolicy(ignoring)).toContain(
    "error kyverno/policy-ignores-failures  ConfigMap egress-system/own-policy data['policy.yaml']",
  );
});

test('a policy that is no YAML, and one that does not compile, are reported', () => {
  const found = "error kyverno/policy-does-not-compile  ConfigMap egress-system/own-policy data['policy.yaml']";
  expect(judgePolicy(input('49-request-policy-does-not-compile'))).toContain(found);
  expect(judgePolicy(withValidations(`${IS_KNOWN} ? ${ALLOW} : null`, 'envoy.Denied(403).Responce()'))).toContain(found);
  expect(judgePolicy(withValidations(`${IS_KNOWN} ? ${ALLOW} : null`, 'envoy.Denied("403").Response()'))).toContain(found);
});

import { parseAllDocuments } from 'yaml';
import { Catalogue } from '../../../lib/checks/graph/catalogue';
import { requestPoliciesOf } from '../../../lib/checks/graph/request-policies';
import type { Manifest } from '../../../lib/manifests/manifest';

const found = (yaml: string) =>
  requestPoliciesOf(
    new Catalogue(
      parseAllDocuments(yaml).map((one) => one.toJS() as Manifest),
      {},
    ),
  ).map(({ object, path, denies }) => `${object.kind} ${path} ${denies}`);

const indent = (text: string, by: number) => text.replace(/^/gm, ' '.repeat(by));
const DENY = "envoy.Denied(403).WithBody('no').Response()";

/** A ConfigMap whose file `policy.yaml` is a text. */
const file = (text: string) => `apiVersion: v1
kind: ConfigMap
metadata: { name: policy }
data:
  policy.yaml: |
${indent(text, 4)}
`;

/** A request policy as text, with these expressions. */
const policy = (expressions: readonly string[], more = '') => `apiVersion: policies.kyverno.io/v1alpha1
kind: ValidatingPolicy
metadata:
  name: p
spec:
  evaluation:
    mode: Envoy
${more}  validations:
${expressions.map((text) => `    - expression: ${JSON.stringify(text)}`).join('\n')}`;

test.each<[about: string, expressions: string[], denies: boolean | undefined]>([
  ['a refusal at the end', ['x ? envoy.Allowed().Response() : null', DENY], true],
  ['nothing but a refusal', [DENY], true],
  ['a last answer of two branches', [`variables.a ? envoy.Allowed().Response() : ${DENY}`], true],
  ['branches in branches', [`a ? envoy.Allowed().Response() : b ? ${DENY} : ${DENY}`], true],
  [
    'conditions with optional fields and maps',
    [`o.?a[?"x"].orValue({"k": 1}) == {"k": 1} ? envoy.Allowed().Response() : ${DENY}`],
    true,
  ],
  ['nothing at the end', ['x ? envoy.Allowed().Response() : null'], false],
  ['null in a branch', [`x ? null : ${DENY}`], false],
  ['an allow at the end', [DENY, 'envoy.Allowed().Response()'], false],
  ['what can not be told', ['variables.answer'], undefined],
])('%s', (_, expressions, denies) => {
  expect(found(file(policy(expressions)))).toEqual([`ConfigMap data['policy.yaml'] ${denies}`]);
});

test('conditions under which the policy is skipped leave requests undecided', () => {
  const text = policy([DENY], '  matchConditions: [{ name: host, expression: "true" }]\n');
  expect(found(file(text))).toEqual(["ConfigMap data['policy.yaml'] false"]);
});

test('each document of a file is a policy', () => {
  expect(found(file(`${policy([DENY])}\n---\n${policy(['null'])}`))).toEqual([
    "ConfigMap data['policy.yaml'] true",
    "ConfigMap data['policy.yaml'] false",
  ]);
});

test.each([
  ['a policy of admission', file('kind: ValidatingPolicy\nspec: { validationActions: [Deny] }')],
  ['another file', file('mode: Envoy')],
  ['what is no YAML', file('kind: ValidatingPolicy\nmode: Envoy\n  a: [')],
  ['a ConfigMap without data', '{ apiVersion: v1, kind: ConfigMap, metadata: { name: a } }'],
])('%s is none', (_, yaml) => {
  expect(found(yaml)).toEqual([]);
});

test('policies of the cluster are found in both their forms', () => {
  const object = policy([DENY]);
  const plugin = `apiVersion: envoy.kyverno.io/v1alpha1
kind: AuthorizationPolicy
metadata: { name: p }
spec: { authorizations: [{ expression: "variables.allowed ? envoy.Allowed().Response() : envoy.Denied(403).Response()" }] }`;
  expect(found(`${object}\n---\n${plugin}`)).toEqual(['ValidatingPolicy spec true', 'AuthorizationPolicy spec true']);
});

import { parseAllDocuments } from 'yaml';
import { Catalogue } from '../../../lib/checks/graph/catalogue';
import { requestPoliciesOf } from '../../../lib/checks/graph/request-policies';
import { policyFile } from '../../../lib/constructs/authz/policy-object';
import { showPath } from '../../../lib/core/path';
import type { Manifest } from '../../../lib/manifests/manifest';

const found = (yaml: string) =>
  requestPoliciesOf(
    new Catalogue(
      parseAllDocuments(yaml).map((one) => one.toJS() as Manifest),
      {},
    ),
  ).map(({ object, path, denies }) => `${object.kind} ${showPath(path)} ${denies}`);

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
  ['a deny at the end', ['x ? envoy.Allowed().Response() : null', DENY], true],
  ['only a deny', [DENY], true],
  ['a last decision with two branches', [`variables.a ? envoy.Allowed().Response() : ${DENY}`], true],
  ['nested branches', [`a ? envoy.Allowed().Response() : b ? ${DENY} : ${DENY}`], true],
  [
    'conditions with optional fields and maps',
    [`o.?a[?"x"].orValue({"k": 1}) == {"k": 1} ? envoy.Allowed().Response() : ${DENY}`],
    true,
  ],
  ['no decision at the end', ['x ? envoy.Allowed().Response() : null'], false],
  ['null in a branch', [`x ? null : ${DENY}`], false],
  ['refusals, and an allowance at the end', [`a ? ${DENY} : null`, 'envoy.Allowed().Response()'], true],
  ['a refusal and an allowance, as the guide of Kyverno has it', [`!a ? ${DENY} : envoy.Allowed().Response()`], true],
  ['a refusal under a condition', [`a ? ${DENY} : null`], false],
  ['nothing but allowances', ['a ? envoy.Allowed().Response() : null', 'envoy.Allowed().Response()'], false],
  ['what can not be told', ['variables.answer'], undefined],
])('%s', (_, expressions, denies) => {
  expect(found(file(policy(expressions)))).toEqual([`ConfigMap data['policy.yaml'] ${denies}`]);
});

test('conditions under which the policy is skipped leave requests undecided', () => {
  const text = policy([DENY], '  matchConditions: [{ name: host, expression: "b" }]\n');
  expect(found(file(text))).toEqual(["ConfigMap data['policy.yaml'] false"]);
});

test('a condition that always holds skips nothing', () => {
  const text = policy([DENY], '  matchConditions: [{ name: host, expression: "true" }]\n');
  expect(found(file(text))).toEqual(["ConfigMap data['policy.yaml'] true"]);
});

test('each document of a file is a policy', () => {
  expect(found(file(`${policy([DENY])}\n---\n${policy(['null'])}`))).toEqual([
    "ConfigMap data['policy.yaml'] true",
    "ConfigMap data['policy.yaml'] false",
  ]);
});

/** A policy that does not deny by default, as JSON. */
const JSON_TEXT = JSON.stringify({ kind: 'ValidatingPolicy', spec: { evaluation: { mode: 'Envoy' }, validations: [] } });

test.each([
  ['JSON', JSON_TEXT],
  ['JSON on several lines', JSON.stringify(JSON.parse(JSON_TEXT), null, 2)],
  ['quotes', 'kind: "ValidatingPolicy"\nspec: { "evaluation": { \'mode\': "Envoy" }, validations: [] }'],
  ['escapes', JSON_TEXT.replace('"Val', '"\\x56al').replace('Envoy', 'Env\\u006fy')],
  ['a word over two lines', 'kind: "Validating\\\n  Policy"\nspec: { evaluation: { mode: Envoy }, validations: [] }'],
  ['base64', 'kind: !!binary VmFsaWRhdGluZ1BvbGljeQ==\nspec: { evaluation: { mode: !!binary RW52b3k= }, validations: [] }'],
  ['anchors', 'spec: { evaluation: { mode: &m Envoy }, validations: [], x: &k ValidatingPolicy }\nkind: *k'],
  ['spaces and comments', 'kind:   ValidatingPolicy # yes\nspec:\n  evaluation: {mode:   Envoy}\n  validations: []'],
  ['another document, which is malformed', `a: [\n---\n${JSON_TEXT}`],
])('a policy is found if it is written with %s', (_, text) => {
  expect(found(file(text))).toEqual(["ConfigMap data['policy.yaml'] false"]);
});

test('a policy in binaryData is found', () => {
  const base64 = Buffer.from(policy(['null'])).toString('base64');
  const yaml = `{ apiVersion: v1, kind: ConfigMap, metadata: { name: a }, binaryData: { policy.yaml: ${base64} } }`;
  expect(found(yaml)).toEqual(["ConfigMap binaryData['policy.yaml'] false"]);
});

test('a deny in a comment or in another text is ignored', () => {
  const text = `${policy(['null'])}\n    # - expression: ${DENY}\n  x: |\n    validations:\n    - expression: ${DENY}`;
  expect(found(file(text))).toEqual(["ConfigMap data['policy.yaml'] false"]);
});

test('the policy that this library writes is read as one that denies', () => {
  const permits = [{ when: 'true', response: 'envoy.Allowed().Response()' }];
  const parts = { variables: [], denials: [], permits, deny: DENY };
  expect(found(file(policyFile('authz', parts)))).toEqual(["ConfigMap data['policy.yaml'] true"]);
});

test.each([
  ['an admission policy', file('kind: ValidatingPolicy\nspec: { validationActions: [Deny] }')],
  ['an admission policy that mentions the mode', file('kind: ValidatingPolicy\nspec: { a: { mode: Envoy } }')],
  ['another file', file('mode: Envoy')],
  ['invalid YAML', file('kind: ValidatingPolicy\nmode: Envoy\n  a: [')],
  ['a ConfigMap without data', '{ apiVersion: v1, kind: ConfigMap, metadata: { name: a } }'],
])('%s is not a request policy', (_, yaml) => {
  expect(found(yaml)).toEqual([]);
});

test('policies in the cluster are found in both formats', () => {
  const object = policy([DENY]);
  const plugin = `apiVersion: envoy.kyverno.io/v1alpha1
kind: AuthorizationPolicy
metadata: { name: p }
spec: { authorizations: [{ expression: "variables.allowed ? envoy.Allowed().Response() : envoy.Denied(403).Response()" }] }`;
  expect(found(`${object}\n---\n${plugin}`)).toEqual(['ValidatingPolicy spec true', 'AuthorizationPolicy spec true']);
});

import { openException } from '../../../../lib/checks/rules/kyverno/open-exception';
import { clusterPolicy, SERVICE_ENTRIES } from '../cluster-policy';
import { objections } from '../objections';
import { documents } from '../way-out';

const policy = (name: string, resources = 'serviceentries') => `
apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: { name: ${name} }
spec:
  matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: ['*'], operations: [CREATE], resources: [${resources}] }] }
  validations: [{ expression: 'false' }]`;

const CONDITION = `matchConditions: [{ name: one, expression: 'object.metadata.name == "legacy"' }]`;
const END = "expiresAt: '2027-03-01T00:00:00Z'";

const exception = (refs: string, ...rest: readonly string[]) => `
apiVersion: policies.kyverno.io/v1
kind: PolicyException
metadata: { name: legacy, namespace: egress-exceptions }
spec: { ${[`policyRefs: [${refs}]`, ...rest].join(', ')} }`;
const from = (name: string) => `{ kind: ValidatingPolicy, name: ${name} }`;

const native = (name: string) => `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: ${name} }
spec: {}`;

const OF = 'PolicyException egress-exceptions/legacy spec';

test.each([
  ['one with an end and a condition', exception(from('egress-approval'), END, CONDITION)],
  ['one from a policy over other kinds', documents(policy('ports', 'pods'), exception(from('ports')))],
  ['one from a policy that is not among the manifests', exception(from('elsewhere'))],
  ['one from a policy of another kind', exception('{ kind: MutatingPolicy, name: egress-approval }')],
  ['one beside a native policy of another name', documents(native('vpol-x'), exception(from('egress-approval'), END, CONDITION))],
])('%s is not reported', (_, yaml) => {
  expect(objections(openException, documents(policy('egress-approval'), yaml))).toEqual([]);
});

test.each([
  ['no end', exception(from('egress-approval'), CONDITION), `${OF}.expiresAt: undefined`],
  [
    'an end that has passed',
    exception(from('egress-approval'), "expiresAt: '2020-03-01T00:00:00Z'", CONDITION),
    `${OF}.expiresAt: 2020-03-01T00:00:00Z`,
  ],
  ['no condition', exception(from('egress-approval'), END), `${OF}.matchConditions: undefined`],
  ['an empty list of conditions', exception(from('egress-approval'), END, 'matchConditions: []'), `${OF}.matchConditions: []`],
  [
    'another policy of the same EgressGovernance',
    documents(policy('egress-pods', 'pods'), exception(from('egress-pods'), CONDITION)),
    `${OF}.expiresAt: undefined`,
  ],
  [
    'a native policy that refuses the object too',
    documents(native('egress-approval'), exception(`${from('elsewhere')}, ${from('egress-approval')}`, END, CONDITION)),
    `${OF}.policyRefs[1].name: egress-approval`,
  ],
  [
    'a policy over TrafficPolicies',
    documents(policy('decision', 'trafficpolicies'), exception(from('decision'), END)),
    `${OF}.matchConditions: undefined`,
  ],
])('%s is reported', (_, yaml, objection) => {
  expect(objections(openException, documents(policy('egress-approval'), yaml))).toEqual([objection]);
});

test('an exception from a ClusterPolicy over destinations never ends', () => {
  const legacy = (name: string) => `
apiVersion: kyverno.io/v2
kind: PolicyException
metadata: { name: legacy, namespace: egress-exceptions }
spec: { exceptions: [{ policyName: other, ruleNames: [label] }, { policyName: ${name}, ruleNames: [label] }] }`;
  const judge = (yaml: string) =>
    objections(openException, documents(clusterPolicy(SERVICE_ENTRIES, '{ failureAction: Enforce, deny: {} }'), yaml));
  expect(judge(legacy('approval'))).toEqual([`${OF}.exceptions[1].policyName: approval`]);
  expect(judge(legacy('another'))).toEqual([]);
});

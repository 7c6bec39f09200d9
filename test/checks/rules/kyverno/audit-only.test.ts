import { auditOnly } from '../../../../lib/checks/rules/kyverno/audit-only';
import { clusterPolicy, SERVICE_ENTRIES } from '../cluster-policy';
import { objections } from '../objections';
import { documents } from '../way-out';

const rules = (...resources: readonly string[]) =>
  `matchConstraints: { resourceRules: [{ apiGroups: [networking.istio.io], apiVersions: ['*'], operations: [CREATE], resources: [${resources.join(', ')}] }] }`;
const APPROVED = `validations: [{ expression: 'object.metadata.labels["approved"] == "true"' }]`;

const kyverno = (rest: string, match = rules('serviceentries'), name = 'approval', validations = APPROVED) => `
apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: { name: ${name} }
spec: { ${[match, validations, rest].filter(Boolean).join(', ')} }`;

const admission = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: approval }
spec: { ${rules('serviceentries')}, ${APPROVED} }`;

const binding = (actions: string, policy = 'approval') => `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: { name: approval }
spec: { policyName: ${policy}, validationActions: ${actions} }`;

const AUTHORIZATION = `validations: [{ expression: '!has(object.spec.extAuth) || !has(object.spec.extAuth.disable)' }]`;

test.each([
  ['a policy that rejects', kyverno('validationActions: [Deny]')],
  ['a policy that rejects and audits', kyverno('validationActions: [Audit, Deny]')],
  ['the default action', kyverno('')],
  ['an empty list, which is the default', kyverno('validationActions: []')],
  ['a policy over other kinds', kyverno('validationActions: [Audit]', rules('virtualservices'))],
  [
    'a second policy, beside one that rejects',
    documents(kyverno('validationActions: [Deny]'), kyverno('validationActions: [Audit]', rules('serviceentries'), 'names')),
  ],
  [
    'a second policy, beside one that rejects all kinds of the group',
    documents(kyverno('', rules("'*'")), kyverno('validationActions: [Audit]', rules('serviceentries'), 'names')),
  ],
  ['a policy over other fields of TrafficPolicies', kyverno('validationActions: [Audit]', rules('trafficpolicies'))],
  ['a ClusterPolicy that rejects', clusterPolicy(SERVICE_ENTRIES, '{ failureAction: Enforce, deny: {} }')],
  ['a ClusterPolicy with the old field', clusterPolicy(SERVICE_ENTRIES, '{ deny: {} }', 'validationFailureAction: enforce')],
  [
    'a ClusterPolicy that rejects in some namespaces',
    clusterPolicy(SERVICE_ENTRIES, '{ failureAction: Audit, failureActionOverrides: [{ action: Enforce }], deny: {} }'),
  ],
  ['a binding that rejects', documents(admission, binding('[Deny]'))],
  ['a policy whose binding is elsewhere', admission],
  ['a binding whose policy is elsewhere', binding('[Audit]')],
])('accepts %s', (_, yaml) => {
  expect(objections(auditOnly, yaml)).toEqual([]);
});

test.each([
  ['a policy in audit', kyverno('validationActions: [Audit]'), 'ValidatingPolicy approval spec.validationActions: ["Audit"]'],
  [
    'a policy that warns',
    kyverno('validationActions: [Warn, Audit]'),
    'ValidatingPolicy approval spec.validationActions: ["Warn","Audit"]',
  ],
  [
    'a policy for background scans only',
    kyverno('evaluation: { admission: { enabled: false } }'),
    'ValidatingPolicy approval spec.evaluation.admission.enabled: false',
  ],
  [
    'a policy over the authorization of gateways',
    kyverno('validationActions: [Audit]', rules('trafficpolicies'), 'decision', AUTHORIZATION),
    'ValidatingPolicy decision spec.validationActions: ["Audit"]',
  ],
  [
    'a policy over a kind that no other one rejects',
    documents(kyverno('validationActions: [Deny]'), kyverno('validationActions: [Audit]', rules('workloadentries'), 'machines')),
    'ValidatingPolicy machines spec.validationActions: ["Audit"]',
  ],
  [
    'a ClusterPolicy in audit',
    clusterPolicy(SERVICE_ENTRIES, '{ failureAction: Audit, deny: {} }'),
    'ClusterPolicy approval spec.rules[0].validate.failureAction: Audit',
  ],
  [
    'a ClusterPolicy without an action: the default is Audit',
    clusterPolicy(SERVICE_ENTRIES, '{ deny: {} }'),
    'ClusterPolicy approval spec.rules[0].validate.failureAction: undefined',
  ],
  [
    'a ClusterPolicy for background scans only',
    clusterPolicy(SERVICE_ENTRIES, '{ failureAction: Enforce, deny: {} }', 'admission: false'),
    'ClusterPolicy approval spec.admission: false',
  ],
  [
    'a binding in audit',
    documents(admission, binding('[Audit]')),
    'ValidatingAdmissionPolicyBinding approval spec.validationActions: ["Audit"]',
  ],
])('reports %s', (_, yaml, expected) => {
  expect(objections(auditOnly, yaml)).toEqual([expected]);
});

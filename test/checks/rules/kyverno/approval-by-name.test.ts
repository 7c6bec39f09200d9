import { approvalByName } from '../../../../lib/checks/rules/kyverno/approval-by-name';
import { clusterPolicy, SERVICE_ENTRIES } from '../cluster-policy';
import { objections } from '../objections';

const APPROVED = '{ pattern: { metadata: { labels: { approved: "true" } } } }';

test.each([
  ['no names', SERVICE_ENTRIES],
  ['a wildcard for the name', '{ kinds: [ServiceEntry], names: ["*"] }'],
  ['other kinds by name', '{ kinds: [Deployment], names: [app] }'],
])('accepts %s', (_, resources) => {
  expect(objections(approvalByName, clusterPolicy(resources, APPROVED))).toEqual([]);
});

test.each([
  ['{ kinds: [ServiceEntry], names: [ollama] }', '["ollama"]'],
  ['{ kinds: [networking.istio.io/v1/ServiceEntry], name: "a-*" }', '["a-*"]'],
])('reports %s', (resources, got) => {
  expect(objections(approvalByName, clusterPolicy(resources, APPROVED))).toEqual([
    `ClusterPolicy approval spec.rules[0].match.any[0].resources.names: ${got}`,
  ]);
});

test('reports names in a match without any or all', () => {
  const yaml = clusterPolicy(SERVICE_ENTRIES, APPROVED).replace(
    /any: \[\{ resources: .* \}\]/,
    'resources: { kinds: [Backend], names: [x] }',
  );
  expect(objections(approvalByName, yaml)).toEqual(['ClusterPolicy approval spec.rules[0].match.resources.names: ["x"]']);
});

const constrained = (apiVersion: string, kind: string, rule: string) => `
apiVersion: ${apiVersion}
kind: ${kind}
metadata: { name: approval }
spec:
  matchConstraints: { resourceRules: [{ apiGroups: ["*"], apiVersions: ["*"], operations: [CREATE], ${rule} }] }
  validations: [{ expression: "true" }]
`;

test.each([
  ['policies.kyverno.io/v1', 'ValidatingPolicy'],
  ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy'],
])('reports the resourceNames of %s %s', (apiVersion, kind) => {
  const reported = (rule: string) => objections(approvalByName, constrained(apiVersion, kind, rule));
  expect(reported('resources: [serviceentries]')).toEqual([]);
  expect(reported('resources: [configmaps], resourceNames: [a]')).toEqual([]);
  expect(reported('resources: [serviceentries], resourceNames: [ollama]')).toEqual([
    `${kind} approval spec.matchConstraints.resourceRules[0].resourceNames: ["ollama"]`,
  ]);
});

import { approvalByName } from '../../lib/rules/approval-by-name';
import { clusterPolicy, SERVICE_ENTRIES } from './cluster-policy';
import { objections } from './objections';

const APPROVED = '{ pattern: { metadata: { labels: { approved: "true" } } } }';

test.each([
  ['all of them', SERVICE_ENTRIES],
  ['all names', '{ kinds: [ServiceEntry], names: ["*"] }'],
  ['other kinds by name', '{ kinds: [Deployment], names: [app] }'],
])('fine for %s', (_, resources) => {
  expect(objections(approvalByName, clusterPolicy(resources, APPROVED))).toEqual([]);
});

test.each([
  ['{ kinds: [ServiceEntry], names: [ollama] }', '["ollama"]'],
  ['{ kinds: [networking.istio.io/v1/ServiceEntry], name: "a-*" }', '["a-*"]'],
])('told for %s', (resources, got) => {
  expect(objections(approvalByName, clusterPolicy(resources, APPROVED))).toEqual([
    `ClusterPolicy approval spec.rules[0].match.any[0].resources.names: ${got}`,
  ]);
});

test('told where the match has no any or all', () => {
  const yaml = clusterPolicy(SERVICE_ENTRIES, APPROVED).replace(
    /any: \[\{ resources: .* \}\]/,
    'resources: { kinds: [Backend], names: [x] }',
  );
  expect(objections(approvalByName, yaml)).toEqual(['ClusterPolicy approval spec.rules[0].match.resources.names: ["x"]']);
});

import { anyValueApproves } from '../../../../lib/checks/rules/kyverno/any-value-approves';
import { clusterPolicy, SERVICE_ENTRIES } from '../cluster-policy';
import { objections } from '../objections';

const labels = (value: string) => `{ pattern: { metadata: { labels: { security.corp/egress-approved: ${value} } } } }`;

test.each([
  ['one value', clusterPolicy(SERVICE_ENTRIES, labels('"true"'))],
  ['another kind', clusterPolicy('{ kinds: [Deployment] }', labels('"?*"'))],
  ['no pattern', clusterPolicy(SERVICE_ENTRIES, '{ deny: {} }')],
])('accepts %s', (_, yaml) => {
  expect(objections(anyValueApproves, yaml)).toEqual([]);
});

test.each(['?*', '*'])('reports "%s"', (value) => {
  expect(objections(anyValueApproves, clusterPolicy(SERVICE_ENTRIES, labels(`"${value}"`)))).toEqual([
    `ClusterPolicy approval spec.rules[0].validate.pattern.metadata.labels['security.corp/egress-approved']: ${value}`,
  ]);
});

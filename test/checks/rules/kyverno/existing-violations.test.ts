import { existingViolations } from '../../../../lib/checks/rules/kyverno/existing-violations';
import { clusterPolicy, SERVICE_ENTRIES } from '../cluster-policy';
import { objections } from '../objections';

test.each([
  [
    'a rule without the exception',
    clusterPolicy(SERVICE_ENTRIES, '{ failureAction: Enforce, allowExistingViolations: false, deny: {} }'),
  ],
  ['a policy that only reports', clusterPolicy(SERVICE_ENTRIES, '{ failureAction: Audit, deny: {} }')],
  ['another kind', clusterPolicy('{ kinds: [Deployment] }', '{ failureAction: Enforce, deny: {} }')],
])('accepts %s', (_, yaml) => {
  expect(objections(existingViolations, yaml)).toEqual([]);
});

test.each([
  ['a rule without the field', clusterPolicy(SERVICE_ENTRIES, '{ failureAction: Enforce, deny: {} }'), 'undefined'],
  ['an action in the old field', clusterPolicy(SERVICE_ENTRIES, '{ deny: {} }', 'validationFailureAction: enforce'), 'undefined'],
  [
    'a rule with the exception',
    clusterPolicy(SERVICE_ENTRIES, '{ failureAction: Enforce, allowExistingViolations: true, deny: {} }'),
    'true',
  ],
])('reports %s', (_, yaml, got) => {
  expect(objections(existingViolations, yaml)).toEqual([
    `ClusterPolicy approval spec.rules[0].validate.allowExistingViolations: ${got}`,
  ]);
});

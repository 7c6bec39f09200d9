import { ApiObject } from 'cdk8s';
import type { ValidatingPolicySpec } from '../../../imports/policies.kyverno.io/validating-policy';
import { EgressGovernance } from '../../../lib';
import { egress } from '../../kit';
import { manifests } from '../../manifests';
import { written } from './admission-request';

const OPEN = { podSelector: {}, policyTypes: ['Egress'], egress: [{}] };
const policy = (name: string, spec: object) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'team-a' },
  spec,
});

/** What the API server answers when somebody creates an open policy, under a name that the app has for this one. */
function recreated(spec: object): string {
  const { app, chart } = egress();
  new ApiObject(chart, 'policy', policy('web', { podSelector: {}, ...spec }));
  new EgressGovernance(chart, 'governance', { name: 'egress', clients: ['team-a'] });
  return written(manifests(app).get('ValidatingPolicy', 'egress-isolation').spec as ValidatingPolicySpec, policy('web', OPEN));
}

test.each([
  ['Ingress', { policyTypes: ['Ingress'] }],
  ['no type, without rules for egress', { ingress: [{}] }],
])('under the name of a policy with %s, which everybody may delete, nobody creates one about egress', (_, spec) => {
  expect(recreated(spec)).toMatch(/^NetworkPolicies of the type Egress/);
});

test.each([
  ['Egress', { policyTypes: ['Ingress', 'Egress'] }],
  ['no type, with a rule for egress', { egress: [{ ports: [{ port: 53 }] }] }],
])('a policy of the app with %s can be created', (_, spec) => {
  expect(recreated(spec)).toBe('accepted');
});

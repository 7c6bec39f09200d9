import { parse } from 'yaml';
import { authorizationPolicySpec, policyFile } from '../../../lib/constructs/authz/policy-object';

const policy = {
  variables: [{ name: 'condition', expression: 'true' }],
  allowed: 'variables.condition',
  allow: 'envoy.Allowed().Response()',
  deny: 'envoy.Denied(403).Response()',
};

test('as a file it ends in an unconditional deny: the server lets pass what no policy decides', () => {
  expect(parse(policyFile('authz', policy))).toEqual({
    apiVersion: 'policies.kyverno.io/v1alpha1',
    kind: 'ValidatingPolicy',
    metadata: { name: 'authz' },
    spec: {
      evaluation: { mode: 'Envoy' },
      failurePolicy: 'Fail',
      variables: policy.variables,
      validations: [
        { expression: 'variables.condition\n  ? envoy.Allowed().Response()\n  : null' },
        { expression: 'envoy.Denied(403).Response()' },
      ],
    },
  });
});

test('for plugin 0.1 it is one authorization that always answers', () => {
  expect(authorizationPolicySpec('authorizations', policy)).toEqual({
    failurePolicy: 'Fail',
    variables: policy.variables,
    authorizations: [{ expression: 'variables.condition\n  ? envoy.Allowed().Response()\n  : envoy.Denied(403).Response()' }],
  });
});

test('for plugin 0.2 it denies all that it does not allow', () => {
  expect(authorizationPolicySpec('deny-allow', policy)).toEqual({
    failurePolicy: 'Fail',
    variables: policy.variables,
    deny: [{ match: '!(variables.condition)', response: 'envoy.Denied(403).Response()' }],
    allow: [{ match: 'variables.condition', response: 'envoy.Allowed().Response()' }],
  });
});

import { parse } from 'yaml';
import { authorizationPolicySpec, policyFile } from '../../../lib/constructs/authz/policy-object';

const policy = {
  variables: [{ name: 'condition', expression: 'true' }],
  denials: [],
  permits: [{ when: 'variables.condition', response: 'envoy.Allowed().Response()' }],
  deny: 'envoy.Denied(403).Response()',
};

test('a policy file ends with an unconditional deny, because the server allows requests that no policy denies', () => {
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

test('for version 0.1, one authorization answers every request', () => {
  expect(authorizationPolicySpec('authorizations', policy)).toEqual({
    failurePolicy: 'Fail',
    variables: policy.variables,
    authorizations: [{ expression: 'variables.condition\n  ? envoy.Allowed().Response()\n  : envoy.Denied(403).Response()' }],
  });
});

test('for version 0.2, all requests that are not allowed are denied', () => {
  expect(authorizationPolicySpec('deny-allow', policy)).toEqual({
    failurePolicy: 'Fail',
    variables: policy.variables,
    deny: [{ match: '!(variables.condition)', response: 'envoy.Denied(403).Response()' }],
    allow: [{ match: 'variables.condition', response: 'envoy.Allowed().Response()' }],
  });
});

describe('the requests of the node are denied first', () => {
  const denials = [{ when: 'object.a in ["b"]', response: 'envoy.Denied(401).Response()' }];

  test('in a policy file', () => {
    const { spec } = parse(policyFile('authz', { ...policy, denials })) as { spec: { validations: object[] } };
    expect(spec.validations).toHaveLength(3);
    expect(spec.validations[0]).toEqual({ expression: 'object.a in ["b"]\n  ? envoy.Denied(401).Response()\n  : null' });
  });

  test('for version 0.1', () => {
    expect(authorizationPolicySpec('authorizations', { ...policy, denials })).toHaveProperty('authorizations', [
      {
        expression:
          'object.a in ["b"]\n  ? envoy.Denied(401).Response()\n  : ' +
          'variables.condition\n  ? envoy.Allowed().Response()\n  : envoy.Denied(403).Response()',
      },
    ]);
  });

  test('for version 0.2', () => {
    expect(authorizationPolicySpec('deny-allow', { ...policy, denials })).toHaveProperty('deny', [
      { match: 'object.a in ["b"]', response: 'envoy.Denied(401).Response()' },
      { match: '!(variables.condition)', response: 'envoy.Denied(403).Response()' },
    ]);
  });
});

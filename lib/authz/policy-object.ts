import { Yaml } from 'cdk8s';
import type { AuthorizationPolicySpec } from '../../imports/envoy.kyverno.io/authorization-policy';
import type { PolicyForm } from '../platform';
import type { RequestPolicy } from './request-policy';

/**
 * The policy as the server reads it from a file: one document, ending in an unconditional deny, as the server itself lets
 * pass what no policy decides. v1alpha1 is what every version reads from files.
 */
export function policyFile(name: string, policy: RequestPolicy): string {
  return Yaml.stringify({
    apiVersion: 'policies.kyverno.io/v1alpha1',
    kind: 'ValidatingPolicy',
    metadata: { name },
    spec: {
      evaluation: { mode: 'Envoy' },
      failurePolicy: 'Fail',
      variables: policy.variables,
      validations: [{ expression: `${policy.allowed}\n  ? ${policy.allow}\n  : null` }, { expression: policy.deny }],
    },
  });
}

/** The spec of the AuthorizationPolicy of plugin 0.1 and 0.2, which the server reads from the cluster. */
export function authorizationPolicySpec(form: Exclude<PolicyForm, 'file'>, policy: RequestPolicy): AuthorizationPolicySpec {
  const common = { failurePolicy: 'Fail', variables: policy.variables } as const;
  const { allowed, allow, deny } = policy;
  if (form === 'authorizations') return { ...common, authorizations: [{ expression: `${allowed}\n  ? ${allow}\n  : ${deny}` }] };
  // The typed kind is that of 0.1, which has no CRD of 0.2 beside it.
  const denyAllow = {
    ...common,
    deny: [{ match: `!(${allowed})`, response: deny }],
    allow: [{ match: allowed, response: allow }],
  };
  return denyAllow as unknown as AuthorizationPolicySpec;
}

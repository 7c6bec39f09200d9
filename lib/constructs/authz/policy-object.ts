import type { AuthorizationPolicySpec } from '../../../imports/envoy.kyverno.io/authorization-policy';
import { isKubernetesDnsSubdomain } from '../../core/net/dns';
import type { PolicyForm } from '../../core/platform';
import { emitAsGiven } from '../../manifests/write/emit';
import { quote } from './request-condition';
import type { RequestPolicyParts } from './request-policy';

/**
 * The policy as the server reads it from a file: one document, ending in an unconditional deny, as the server itself allows
 * what no policy decides. Every version reads v1alpha1 from files.
 */
export function policyFile(name: string, { variables, allowed, allow, deny }: RequestPolicyParts): string {
  const text = emitAsGiven({
    apiVersion: 'policies.kyverno.io/v1alpha1',
    kind: 'ValidatingPolicy',
    // Whatever else was given as name is reported as input.
    metadata: { name: isKubernetesDnsSubdomain(name) ? name : quote(String(name)) },
    spec: {
      evaluation: { mode: 'Envoy' },
      failurePolicy: 'Fail',
      variables,
      validations: [{ expression: `${allowed}\n  ? ${allow}\n  : null` }, { expression: deny }],
    },
  });
  return text.slice(SEPARATOR.length);
}

/** One document needs none in front. */
const SEPARATOR = '---\n';

/** The spec of the AuthorizationPolicy of plugin 0.1 and 0.2, which the server reads from the cluster. */
export function authorizationPolicySpec(form: Exclude<PolicyForm, 'file'>, policy: RequestPolicyParts): AuthorizationPolicySpec {
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

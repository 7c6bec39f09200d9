import type { AuthorizationPolicySpec } from '../../../imports/envoy.kyverno.io/authorization-policy';
import { isKubernetesDnsSubdomain } from '../../core/net/dns';
import type { PolicyForm } from '../../core/platform';
import { emitAsGiven } from '../../manifests/write/emit';
import { quote } from './request-condition';
import type { RequestPolicyParts } from './request-policy';

/**
 * The policy as the server reads it from a file: one document that ends with an unconditional deny, because the server allows
 * requests that no policy denies. Every version reads v1alpha1 from files.
 */
export function policyFile(name: string, { variables, fromNode, allowed, allow, deny }: RequestPolicyParts): string {
  const text = emitAsGiven({
    apiVersion: 'policies.kyverno.io/v1alpha1',
    kind: 'ValidatingPolicy',
    // An invalid name is reported as input/name. Until then, the YAML must stay valid.
    metadata: { name: isKubernetesDnsSubdomain(name) ? name : quote(String(name)) },
    spec: {
      evaluation: { mode: 'Envoy' },
      failurePolicy: 'Fail',
      variables,
      // The first answer that is not null counts.
      validations: [
        ...(fromNode ? [{ expression: `${fromNode.matches}\n  ? ${fromNode.deny}\n  : null` }] : []),
        { expression: `${allowed}\n  ? ${allow}\n  : null` },
        { expression: deny },
      ],
    },
  });
  return text.slice(SEPARATOR.length);
}

/** A single document needs no separator. */
const SEPARATOR = '---\n';

/** The spec of the AuthorizationPolicy, which versions 0.1 and 0.2 of the server read from the cluster. */
export function authorizationPolicySpec(form: Exclude<PolicyForm, 'file'>, policy: RequestPolicyParts): AuthorizationPolicySpec {
  const common = { failurePolicy: 'Fail', variables: policy.variables } as const;
  const { fromNode, allowed, allow, deny } = policy;
  if (form === 'authorizations') {
    const first = fromNode ? `${fromNode.matches}\n  ? ${fromNode.deny}\n  : ` : '';
    return { ...common, authorizations: [{ expression: `${first}${allowed}\n  ? ${allow}\n  : ${deny}` }] };
  }
  // The imported type is that of 0.1, whose CRD differs from that of 0.2.
  const denyAllow = {
    ...common,
    deny: [
      ...(fromNode ? [{ match: fromNode.matches, response: fromNode.deny }] : []),
      { match: `!(${allowed})`, response: deny },
    ],
    allow: [{ match: allowed, response: allow }],
  };
  return denyAllow as unknown as AuthorizationPolicySpec;
}

import type { AuthorizationPolicySpec } from '../../../imports/envoy.kyverno.io/authorization-policy';
import { isKubernetesDnsSubdomain } from '../../core/net/dns';
import type { PolicyForm } from '../../core/platform';
import { emitAsGiven } from '../../manifests/write/emit';
import { type Answer, quote, type RequestPolicyParts } from './request-policy';

/**
 * The policy as the server reads it from a file: one document that ends with an unconditional deny, because the server allows
 * requests that no policy denies. Every version reads v1alpha1 from files.
 */
export function policyFile(name: string, { variables, denials, permits, deny }: RequestPolicyParts): string {
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
        ...[...denials, ...permits].map(({ when, response }) => ({ expression: `${when}\n  ? ${response}\n  : null` })),
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
  const { denials, permits, deny } = policy;
  if (form === 'authorizations') {
    const expression = [...denials, ...permits].reduceRight(
      (rest, { when, response }) => `${when}\n  ? ${response}\n  : ${rest}`,
      deny,
    );
    return { ...common, authorizations: [{ expression }] };
  }
  const allowed = permits.map(({ when }) => when).join(' || ');
  const asRule = ({ when, response }: Answer) => ({ match: when, response });
  // The imported type is that of 0.1, whose CRD differs from that of 0.2.
  const denyAllow = {
    ...common,
    deny: [...denials.map(asRule), { match: `!(${allowed})`, response: deny }],
    allow: permits.map(asRule),
  };
  return denyAllow as unknown as AuthorizationPolicySpec;
}

import type { AuthorizationPolicySpec } from '../../../imports/envoy.kyverno.io/authorization-policy';
import { isDnsSubdomain } from '../../core/names';
import type { PolicyForm } from '../../core/platform';
import { inlineText, valueText } from '../../manifests/write/emit-string';
import { quote } from './request-condition';
import type { RequestPolicy } from './request-policy';

/**
 * The policy as the server reads it from a file: one document, ending in an unconditional deny, as the server itself lets
 * pass what no policy decides. v1alpha1 is what every version reads from files.
 */
export function policyFile(name: string, policy: RequestPolicy): string {
  const variables = policy.variables.map((variable) => `    - name: ${variable.name}\n      ${expression(variable.expression)}`);
  const answers = [`${policy.allowed}\n  ? ${policy.allow}\n  : null`, policy.deny];
  const lines = [
    'apiVersion: policies.kyverno.io/v1alpha1',
    'kind: ValidatingPolicy',
    'metadata:',
    `  name: ${isDnsSubdomain(name) ? inlineText(name) : quote(String(name))}`,
    'spec:',
    '  evaluation:',
    '    mode: Envoy',
    '  failurePolicy: Fail',
    '  variables:',
    ...variables,
    '  validations:',
    ...answers.map((answer) => `    - ${expression(answer)}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** In the lists of a policy file. */
function expression(text: string): string {
  return `expression: ${valueText(text, '\n        ')}`;
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

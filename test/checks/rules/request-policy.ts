/** A request policy as a file in a ConfigMap of namespace `exit`, and as an object of the cluster. */
export function requestPolicies(expression: string, name = 'policy'): { readonly file: string; readonly object: string } {
  const policy = `apiVersion: policies.kyverno.io/v1alpha1
kind: ValidatingPolicy
metadata: { name: ${name} }
spec:
  evaluation: { mode: Envoy }
  validations:
    - expression: ${JSON.stringify(expression)}
`;
  const file = `apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: exit }
data:
  policy.yaml: |
${policy.replace(/^/gm, '    ')}
`;
  return { file, object: policy };
}

export const DENY = 'envoy.Denied(403).Response()';

/** A ClusterPolicy with a validation, from the resources that it matches and its `validate`. */
export function clusterPolicy(resources: string, validate: string, spec = 'background: true'): string {
  return `
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: { name: approval }
spec:
  ${spec}
  rules:
    - name: label
      match: { any: [{ resources: ${resources} }] }
      validate: ${validate}
`;
}

export const SERVICE_ENTRIES = '{ kinds: [networking.istio.io/*/ServiceEntry] }';

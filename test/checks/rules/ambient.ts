/** The base manifests for tests of rules about ambient: a gateway with an egress route. */
export interface Exit {
  /** Labels of the namespace `exit`. @default the namespace is in ambient */
  readonly namespaceLabels?: string;
  /** `spec.kube.podTemplate` of the GatewayParameters. @default disables DNS capture */
  readonly podTemplate?: string;
  /** `spec.infrastructure` of the Gateway. @default the parameters above */
  readonly infrastructure?: string;
}

/** Returns YAML that begins with `---`. */
export function exit({ namespaceLabels, podTemplate, infrastructure }: Exit = {}): string {
  const labels = namespaceLabels ?? '{ istio.io/dataplane-mode: ambient }';
  const template = podTemplate ?? '{ extraAnnotations: { ambient.istio.io/dns-capture: "false" } }';
  const ref = '{ parametersRef: { group: gateway.kgateway.dev, kind: GatewayParameters, name: gw } }';
  return `
---
apiVersion: v1
kind: Namespace
metadata: { name: exit, labels: ${labels} }
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayParameters
metadata: { name: gw, namespace: exit }
spec: { kube: { podTemplate: ${template} } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: gw, namespace: exit }
spec:
  gatewayClassName: kgateway
  infrastructure: ${infrastructure ?? ref}
  listeners: [{ name: http, port: 8080, protocol: HTTP }, { name: batch, port: 8081, protocol: HTTP }]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: api, namespace: exit }
spec: { hosts: [api.example.com], resolution: DNS, ports: [{ name: https, number: 443, protocol: HTTPS }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: api, namespace: exit }
spec:
  parentRefs: [{ name: gw }]
  hostnames: [api.example.com]
  rules: [{ backendRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: api, port: 443 }] }]
`;
}

/** The namespace of the Deployment, in ambient. */
export const TEAM_A = `
---
apiVersion: v1
kind: Namespace
metadata: { name: team-a, labels: { istio.io/dataplane-mode: ambient } }
`;

/** A Deployment from parts in YAML. */
export function deployment({ labels = '{}', template = '{}', spec = '{}', namespace = 'team-a' } = {}): string {
  return `
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: app, namespace: ${namespace}, labels: ${labels} }
spec:
  selector: { matchLabels: { app: app } }
  template: { metadata: ${template}, spec: ${spec} }
`;
}

/** An AuthorizationPolicy of Istio on the pods of the gateway. */
export function authorizationPolicy(
  spec: string,
  selector = '{ matchLabels: { gateway.networking.k8s.io/gateway-name: gw } }',
): string {
  return `
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: callers, namespace: exit }
spec: { selector: ${selector}, ${spec} }
`;
}

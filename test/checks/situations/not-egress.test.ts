import { BASE, input, judge } from './situation';

/** What a Helm chart of an application makes that is called from outside the cluster. */
const CHART = `
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: shop }
spec: { selector: { app: shop }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop, namespace: shop }
spec:
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec: { containers: [{ name: shop, image: registry.example.com/shop:1, ports: [{ containerPort: 8080 }] }] }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: shop, namespace: shop }
spec: { secretName: shop-tls, dnsNames: [shop.example.com], issuerRef: { name: letsencrypt, kind: ClusterIssuer } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: shop, namespace: shop }
spec:
  parentRefs: [{ name: public, namespace: gateways, sectionName: https }]
  hostnames: [shop.example.com]
  rules:
  - matches: [{ path: { type: PathPrefix, value: / } }]
    filters: [{ type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: x-shop, value: "1" }] } }]
    backendRefs: [{ name: shop, port: 80 }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: redirect, namespace: shop }
spec:
  parentRefs: [{ name: public, namespace: gateways, sectionName: http }]
  hostnames: [shop.example.com]
  rules: [{ filters: [{ type: RequestRedirect, requestRedirect: { scheme: https, statusCode: 301 } }] }]
`;

/** The Gateway of such a chart, with its own certificate. */
const INGRESS = (gatewayClass: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: public, namespace: gateways, annotations: { cert-manager.io/cluster-issuer: letsencrypt } }
spec:
  gatewayClassName: ${gatewayClass}
  allowedListeners: { namespaces: { from: All } }
  listeners:
  - { name: http, port: 80, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } }
  - name: https
    port: 443
    protocol: HTTPS
    hostname: "*.example.com"
    tls: { mode: Terminate, certificateRefs: [{ name: public-tls }] }
    allowedRoutes: { namespaces: { from: All } }
`;

test('an ordinary chart with a route', () => {
  expect(judge([input('52-chart-with-an-ordinary-route')])).toEqual([]);
});

test('a chart with TLS, a redirect and a certificate', () => {
  expect(judge([CHART])).toEqual([]);
});

test.each(['kgateway', 'istio', 'eg'])('the same with its Gateway, of class %s', (name) => {
  expect(judge([CHART, INGRESS(name)])).toEqual([]);
});

test('a chart with policies of kgateway for its route, and with an extension and a Gateway of another repository', () => {
  const policies = `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: { name: shop, namespace: shop }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: shop }]
  timeouts: { request: 10s }
  extAuth: { extensionRef: { name: login, namespace: gateways } }
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: ListenerPolicy
metadata: { name: public, namespace: gateways }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: public }]
  default: { httpSettings: { useRemoteAddress: true } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: { name: shop, namespace: shop }
spec:
  targetRefs: [{ group: "", kind: Service, name: shop }]
  validation: { hostname: shop.shop.svc, wellKnownCACertificates: System }
`;
  expect(judge([CHART, policies])).toEqual([]);
});

test('a chart that adds a listener to the Gateway of another repository, or delegates to routes of other teams', () => {
  const listener = `
apiVersion: gateway.networking.k8s.io/v1
kind: ListenerSet
metadata: { name: shop, namespace: shop }
spec:
  parentRef: { name: public, namespace: gateways }
  listeners: [{ name: shop, port: 443, protocol: HTTPS, hostname: shop.example.com, tls: { certificateRefs: [{ name: shop-tls }] } }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: by-set, namespace: shop }
spec:
  parentRefs: [{ kind: ListenerSet, name: shop }]
  rules:
  - matches: [{ path: { type: PathPrefix, value: /cart } }]
    backendRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: "*", namespace: cart }]
  - backendRefs: [{ name: shop, port: 80 }]
`;
  expect(judge([CHART, listener])).toEqual([]);
});

test('an ordinary chart beside an egress gateway', () => {
  const limited = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: none, namespace: shop }
spec: { podSelector: {}, policyTypes: [Egress] }
`;
  expect(judge([BASE, CHART, INGRESS('kgateway'), limited])).toEqual([]);
  expect(judge([BASE, CHART, limited])).toEqual([]);
});

test('a route that leads outside still needs its Gateway', () => {
  const outside = CHART.replace(
    'backendRefs: [{ name: shop, port: 80 }]',
    `backendRefs: [{ group: gateway.kgateway.dev, kind: Backend, name: api }]`,
  );
  expect(judge([outside], { external: ['Backend shop/api'] })).toEqual([
    'error egress/route-without-gateway  HTTPRoute shop/shop spec.parentRefs[0].name',
  ]);
});

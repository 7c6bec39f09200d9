import { BASE, input, judge } from './situation';

const APPROVED = `
  labels: { security.corp/egress-approved: "true" }
  annotations:
    security.corp/egress-approved-by: sec@example.com
    security.corp/egress-from: "2026-01-01T00:00:00Z"
    security.corp/egress-owner: team-a
    security.corp/egress-reason: orders
    security.corp/egress-ticket: SEC-1
    security.corp/egress-until: "2030-01-01T00:00:00Z"
`;

const entry = (host = 'api.example.com') => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: api
  namespace: exits${APPROVED}spec:
  hosts: ["${host}"]
  ports: [{ number: 443, name: https, protocol: HTTPS }]
  resolution: DNS
`;

const gateway = (gatewayClass: string, fields = '') => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: out, namespace: exits }
spec:
  gatewayClassName: ${gatewayClass}
  listeners: [{ name: http, port: 8080, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } }]
  ${fields}
`;

const gatewayClass = (name: string, controllerName: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: ${name} }
spec: { controllerName: ${controllerName} }
`;

const route = (parent = '{ name: out }', host = 'api.example.com') => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: api, namespace: exits }
spec:
  parentRefs: [${parent}]
  hostnames: ["${host}"]
  rules: [{ backendRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: api, port: 443 }] }]
`;

const OTHER = ['info egress/not-judged  Gateway exits/out spec.gatewayClassName'];
const OF_KGATEWAY = expect.arrayContaining([
  'error egress/no-decision  Gateway exits/out',
  'error egress/plaintext-to-https-port  ServiceEntry exits/api spec.ports[0]',
  'error egress/foreign-routes  Gateway exits/out spec.listeners[0].allowedRoutes.namespaces.from',
]);

test("Istio's egress gateway by the Gateway API", () => {
  expect(judge([input('01-istio-gwapi-egress-sample')])).toEqual([
    "error egress/unapproved-host  ServiceEntry shop-egress/news metadata.labels['security.corp/egress-approved']",
    'info egress/not-judged  Gateway shop-egress/news-egress spec.gatewayClassName',
  ]);
});

test('a waypoint as the egress gateway', () => {
  expect(judge([input('21-waypoint-egress-sample')])).toEqual([
    'info egress/not-judged  Gateway mesh-egress/way spec.gatewayClassName',
    'info egress/not-judged  HTTPRoute mesh-egress/api spec.parentRefs[0]',
  ]);
});

test.each(['istio', 'istio-waypoint', 'eg', 'cilium', 'agentgateway'])('a way out of class %s is not judged', (name) => {
  expect(judge([entry(), gateway(name), route()])).toEqual(OTHER);
});

test('a class is judged by the controller of its GatewayClass', () => {
  const exit = [entry(), route()];
  const ours = gatewayClass('egress', 'kgateway.dev/kgateway');
  expect(judge([...exit, gateway('egress'), ours])).toEqual(OF_KGATEWAY);
  const agents = gatewayClass('egress', 'kgateway.dev/agentgateway');
  expect(judge([...exit, gateway('egress'), agents])).toEqual(OTHER);
  const renamed = gatewayClass('kgateway', 'gateway.envoyproxy.io/gatewayclass-controller');
  expect(judge([...exit, gateway('kgateway'), renamed])).toEqual(OTHER);
});

test('without its GatewayClass, a class is judged by its name, by GatewayParameters, or as declared', () => {
  const exit = [entry(), route()];
  expect(judge([...exit, gateway('kgateway')])).toEqual(OF_KGATEWAY);
  const parameters = 'infrastructure: { parametersRef: { group: gateway.kgateway.dev, kind: GatewayParameters, name: out } }';
  expect(judge([...exit, gateway('egress', parameters)])).toEqual(OF_KGATEWAY);
  expect(judge([...exit, gateway('egress')])).toEqual(OTHER);
  expect(judge([...exit, gateway('egress')], { gatewayClasses: ['egress'] })).toEqual(OF_KGATEWAY);
});

test('a route on a Gateway of kgateway and on another one is judged on the first', () => {
  const both = route('{ name: out }, { name: other }');
  const other = gateway('istio').replace('name: out', 'name: other');
  const found = judge([entry(), gateway('kgateway'), other, both]);
  expect(found).toEqual(OF_KGATEWAY);
  expect(found.filter((finding) => finding.includes('exits/other'))).toEqual([
    'info egress/not-judged  Gateway exits/other spec.gatewayClassName',
  ]);
});

test.each([
  ['a Service', '{ group: "", kind: Service, name: api }'],
  ['a ServiceEntry', '{ group: networking.istio.io, kind: ServiceEntry, name: api }'],
])('a route in the mesh, by %s, is not judged', (_, parent) => {
  expect(judge([entry(), route(parent)])).toEqual(['info egress/not-judged  HTTPRoute exits/api spec.parentRefs[0]']);
});

test('rules about hosts and direct exits hold for every controller', () => {
  const client = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, namespace: shop }
spec:
  selector: { matchLabels: { app: orders } }
  template: { metadata: { labels: { app: orders } }, spec: { containers: [{ name: orders, image: registry.example.com/orders:1 }] } }
`;
  const unapproved = entry('*.co.uk').replace('"true"', '"false"').replace('DNS', 'NONE');
  expect(judge([unapproved, gateway('istio'), route(undefined, '*.co.uk'), client])).toEqual([
    "error egress/unapproved-host  ServiceEntry exits/api metadata.labels['security.corp/egress-approved']",
    'error egress/wildcard-public-suffix  ServiceEntry exits/api spec.hosts[0]',
    ...OTHER,
    'error egress/wildcard-public-suffix  HTTPRoute exits/api spec.hostnames[0]',
    'error egress/direct-exit  Deployment shop/orders metadata.namespace',
  ]);
});

test('a Gateway of another controller that leads nowhere outside is no matter of egress', () => {
  const inside = route().replace(/backendRefs: .*/, 'backendRefs: [{ name: web, port: 80 }] }]');
  expect(judge([gateway('istio'), inside])).toEqual([]);
});

test.each([
  ['through a gateway of Istio', 'gateways: [istio-system/egress]', 'api.example.com', true],
  ['by a wildcard', 'gateways: [mesh, istio-system/egress]', 'a.wild.example.org', true],
  ['in the mesh', 'gateways: [mesh]', 'api.example.com', false],
  ['from the gateways that Istio assumes', 'hosts: [x]', 'api.example.com', false],
  ['to a Service', 'gateways: [istio-system/ingress]', 'reviews', false],
])('a VirtualService that leads %s', (_, gateways, host, isListed) => {
  const text = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: out, namespace: team-c }
spec: { ${gateways}, http: [{ route: [{ destination: { host: reviews } }, { destination: { host: ${host} } }] }] }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: wild
  namespace: mesh
  labels: { security.corp/egress-approved: "true" }
spec: { hosts: ["*.wild.example.org"], resolution: NONE, ports: [{ number: 443, name: tls, protocol: TLS }] }`;
  const listed = judge([BASE, text]).filter((line) => line.includes('not-judged'));
  expect(listed).toEqual(
    isListed ? ['info egress/not-judged  VirtualService team-c/out spec.http[0].route[1].destination.host'] : [],
  );
});

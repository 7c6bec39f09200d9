import { extensionRef } from '../rules/exit';
import { BASE, input, judge } from './situation';

const REFUSED = `{ filters: [${extensionRef('exit-refusal', 'DirectResponse')}] }`;

/** A route of the base's gateway to a backend, under a decision. */
const route = (backend: string, name = 'search') => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: ${name}, namespace: egress-system }
spec:
  parentRefs: [{ name: exit, sectionName: http }]
  hostnames: [${name}.example.com]
  rules:
    - { matches: [{ headers: [{ name: x-egress-decision, value: ${name}.example.com }] }], backendRefs: [${backend}] }
    - ${REFUSED}
`;

const service = (spec: string, name = 'search', namespace = 'egress-system') => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { ${spec} }
`;

const slice = (addresses: string, more = '', type = 'IPv4') => `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: search-1, namespace: egress-system, labels: { kubernetes.io/service-name: search } }
addressType: ${type}
endpoints: [{ addresses: [${addresses}]${more} }]
ports: [{ name: http, port: 8080 }]
`;

const endpoints = (ip: string) => `
apiVersion: v1
kind: Endpoints
metadata: { name: search, namespace: egress-system }
subsets: [{ addresses: [{ ip: ${ip} }], ports: [{ name: http, port: 8080 }] }]
`;

const SERVICE = service('ports: [{ name: http, port: 80 }]');
const TO_SERVICE = route('{ name: search, port: 80 }');
const UNAPPROVED = "metadata.labels['security.corp/egress-approved']";

/** An ordinary gateway of applications, with a route to a backend in the namespace shop. */
const ingress = (backend: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: http, namespace: kgateway-system }
spec:
  gatewayClassName: kgateway
  listeners: [{ name: http, port: 8080, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: shop, namespace: shop }
spec:
  parentRefs: [{ name: http, namespace: kgateway-system }]
  hostnames: [shop.example.com]
  rules: [{ backendRefs: [${backend}] }]
`;

const backend = (...hosts: readonly string[]) => `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: { name: orders, namespace: shop }
spec: { static: { hosts: [${hosts.map((host) => `{ host: "${host}", port: 8000 }`).join(', ')}] } }
`;
const TO_BACKEND = '{ group: gateway.kgateway.dev, kind: Backend, name: orders }';

const entry = (spec: string) => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: orders, namespace: shop }
spec: { ${spec} }
`;
const TO_ENTRY = '{ group: networking.istio.io, kind: ServiceEntry, name: orders, port: 8000 }';
const PORTS = 'ports: [{ number: 8000, name: http, protocol: HTTP }]';

describe('addresses of Services', () => {
  test('a Service with an EndpointSlice of an address outside is a destination that nobody approved, in plaintext', () => {
    expect(judge([BASE, input('07-selectorless-service-endpointslice')])).toEqual([
      'error egress/plaintext-to-https-port  Service egress-system/search spec.ports[0]',
      `error egress/unapproved-host  EndpointSlice egress-system/search-1 ${UNAPPROVED}`,
    ]);
  });

  test.each([
    ['a headless Service', service('clusterIP: None, ports: [{ name: http, port: 80 }]'), slice('203.0.113.20')],
    ['a Service with a selector', service('selector: { app: a }, ports: [{ name: http, port: 80 }]'), slice('203.0.113.20')],
    ['an IPv6 address', SERVICE, slice("'2001:db8::20'", '', 'IPv6')],
    ['one of several addresses', SERVICE, slice('10.0.0.1, 10.0.0.2, 203.0.113.20')],
    ['the metadata of the cloud', SERVICE, slice('169.254.169.254')],
    ['a Service of another repository', '', slice('203.0.113.20')],
  ])('%s: a destination that nobody approved', (_, ...objects) => {
    expect(judge([BASE, TO_SERVICE, ...objects])).toContain(
      `error egress/unapproved-host  EndpointSlice egress-system/search-1 ${UNAPPROVED}`,
    );
  });

  test('the older Endpoints count, and a private address does on an egress gateway', () => {
    for (const address of ['203.0.113.20', '10.20.30.40']) {
      expect(judge([BASE, TO_SERVICE, SERVICE, endpoints(address)])).toContain(
        `error egress/unapproved-host  Endpoints egress-system/search ${UNAPPROVED}`,
      );
    }
  });

  test.each([
    ['an endpoint that is not ready', SERVICE, slice('203.0.113.20', ', conditions: { ready: false }')],
    ['an EndpointSlice of type FQDN', SERVICE, slice('search.example.com', '', 'FQDN')],
    ['externalIPs', service('externalIPs: [203.0.113.20], ports: [{ port: 80 }]'), ''],
    ['a private address without a route', slice('10.0.0.1'), SERVICE],
  ])('%s leads nowhere outside', (what, ...objects) => {
    expect(judge([BASE, ...objects, ...(what.includes('without') ? [] : [TO_SERVICE])])).toEqual([]);
  });

  test('a Service with an address outside makes a gateway an egress gateway', () => {
    const gateway = ingress('{ name: search, port: 80 }').replaceAll('namespace: shop', 'namespace: egress-system');
    expect(judge([gateway, SERVICE, slice('203.0.113.20')])).toContain('error egress/no-decision  Gateway kgateway-system/http');
  });
});

test('a BackendTLSPolicy for such a Service may not apply, so the Service is to be replaced', () => {
  const policy = `
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: { name: search, namespace: egress-system }
spec: { targetRefs: [{ group: '', kind: Service, name: search }], validation: { hostname: search.example.com, wellKnownCACertificates: System } }
`;
  expect(judge([BASE, policy, input('07-selectorless-service-endpointslice')])).toContain(
    'error egress/plaintext-to-https-port  Service egress-system/search spec.ports[0]',
  );
});

describe('names of the cluster', () => {
  test('an ordinary gateway with Backends for Services of the cluster has no findings', () => {
    const ordinary = input('25-ingress-with-internal-static-backends');
    expect(judge([ordinary])).toEqual([]);
    expect(judge([BASE, ordinary])).toEqual([]);
    expect(judge([ordinary.replace('kind: Backend, name: main', 'kind: Backend, name: failover')])).toEqual([]);
  });

  test.each([
    ['orders.shop.svc', ''],
    ['ORDERS.shop.svc.cluster.local.', ''],
    ['0.orders.shop.svc.cluster.local', ''],
    ['orders.shop', service('selector: { app: orders }, ports: [{ port: 80 }]', 'orders', 'shop')],
    ['orders', service('selector: { app: orders }, ports: [{ port: 80 }]', 'orders', 'shop')],
  ])('a Backend for %s is inside', (host, more) => {
    expect(judge([ingress(TO_BACKEND), backend(host), more])).toEqual([]);
  });

  test.each([
    ['a public name that looks like one', ['orders.shop'], ''],
    [
      'a name with a dot at the end, which pods do not complete,',
      ['orders.shop.'],
      service('selector: { app: orders }, ports: [{ port: 80 }]', 'orders', 'shop'),
    ],
    ['a public name with a part of one', ['orders.shop.svc.example.com'], ''],
    ['one of two hosts', ['orders.shop.svc', 'orders.example.com'], ''],
    ['a pod name, which resolves to any address', ['203-0-113-20.shop.pod.cluster.local'], ''],
    ['the gateway itself', ['localhost'], ''],
    ['a loopback address', ['127.0.0.1'], ''],
    ['a public address', ['203.0.113.20'], ''],
    ['a private address as IPv6 that is none', ['::ffff:203.0.113.20'], ''],
  ])('%s is outside', (_, hosts, more) => {
    const found = judge([ingress(TO_BACKEND), backend(...hosts), more]);
    expect(found).toContain('error egress/no-decision  Gateway kgateway-system/http');
    expect(found).toContain(`error egress/unapproved-host  Backend shop/orders ${UNAPPROVED}`);
  });

  test.each([
    ['that leads outside', service('type: ExternalName, externalName: search.example.com'), 'Service egress-system/search'],
    ['with an address outside', `${SERVICE}---${slice('203.0.113.20')}`, 'EndpointSlice egress-system/search-1'],
  ])('a Backend for a Service %s is outside, and what the Service leads to needs the approval', (_, more, subject) => {
    const found = judge([ingress(TO_BACKEND), backend('search.egress-system.svc'), more]);
    expect(found).toContain('error egress/no-decision  Gateway kgateway-system/http');
    expect(found.filter((each) => each.includes('unapproved-host'))).toEqual([
      `error egress/unapproved-host  ${subject} ${UNAPPROVED}`,
    ]);
  });

  test('a private address is not judged, unless the gateway is an egress gateway', () => {
    expect(judge([ingress(TO_BACKEND), backend('10.20.30.40')])).toEqual(['info egress/not-judged  Backend shop/orders spec']);
    const onExit = backend('10.20.30.40').replace('shop', 'egress-system');
    expect(judge([BASE, route(TO_BACKEND), onExit])).toEqual([
      `error egress/unapproved-host  Backend egress-system/orders ${UNAPPROVED}`,
    ]);
  });

  test('an ExternalName for a Service of the cluster is no destination', () => {
    const alias = service('type: ExternalName, externalName: orders.shop.svc.cluster.local, ports: [{ port: 80 }]');
    expect(judge([alias])).toEqual([]);
    expect(judge([alias.replace('orders.shop.svc.cluster.local', 'orders.example.com')])).toEqual([
      `error egress/unapproved-host  Service egress-system/search ${UNAPPROVED}`,
    ]);
  });
});

describe('ServiceEntries', () => {
  const PODS = 'workloadSelector: { labels: { app: orders } }';

  test.each([
    ['pods', PODS, ''],
    ['machines in the private network, which are part of the mesh', 'endpoints: [{ address: 10.20.30.40 }]', ''],
  ])('one of the mesh for %s makes no egress gateway', (_, target) => {
    const spec = `hosts: [orders.corp.internal], location: MESH_INTERNAL, resolution: STATIC, ${PORTS}, ${target}`;
    const found = judge([ingress(TO_ENTRY), entry(spec)]);
    expect(found.filter((finding) => !finding.startsWith('info egress/not-judged'))).toEqual([]);
  });

  test.each([
    ['a host outside', `hosts: [orders.corp.internal], location: MESH_INTERNAL, resolution: DNS, ${PORTS}`],
    ['no location', `hosts: [orders.corp.internal], resolution: STATIC, ${PORTS}, ${PODS}`],
    [
      'an address outside',
      `hosts: [orders.corp.internal], location: MESH_INTERNAL, resolution: STATIC, ${PORTS}, ${PODS}, addresses: [203.0.113.20]`,
    ],
    [
      'an endpoint outside',
      `hosts: [orders.shop.svc], location: MESH_INTERNAL, resolution: STATIC, ${PORTS}, endpoints: [{ address: 203.0.113.20 }]`,
    ],
  ])('one with %s does', (_, spec) => {
    const found = judge([ingress(TO_ENTRY), entry(spec)]);
    expect(found).toContain('error egress/no-decision  Gateway kgateway-system/http');
    expect(found).toContain(`error egress/unapproved-host  ServiceEntry shop/orders ${UNAPPROVED}`);
  });

  test('one that selects a WorkloadEntry with an address outside leads outside', () => {
    const spec = `hosts: [orders.corp.internal], location: MESH_INTERNAL, resolution: STATIC, ${PORTS}, ${PODS}`;
    const workload = `
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: { name: orders-1, namespace: shop }
spec: { address: 203.0.113.20, labels: { app: orders } }
`;
    const found = judge([ingress(TO_ENTRY), entry(spec), workload]);
    expect(found).toContain('error egress/no-decision  Gateway kgateway-system/http');
    expect(found.filter((each) => each.includes('unapproved-host'))).toEqual([
      `error egress/unapproved-host  WorkloadEntry shop/orders-1 ${UNAPPROVED}`,
    ]);
    expect(judge([ingress(TO_ENTRY), entry(spec), workload.replace('app: orders', 'app: other')])).not.toContain(
      'error egress/no-decision  Gateway kgateway-system/http',
    );
  });

  test.each([
    ['a machine of the mesh at the egress gateway', 'hosts: [orders.corp.internal]', []],
    [
      'one that takes over a host of the Internet',
      'hosts: [api.stripe.com]',
      [`error egress/unapproved-host  ServiceEntry shop/orders ${UNAPPROVED}`],
    ],
  ])('%s: whether it needs an approval is what the admission policy says', (_, hosts, expected) => {
    const spec = `${hosts}, location: MESH_INTERNAL, resolution: STATIC, ${PORTS}, endpoints: [{ address: 10.20.30.40 }]`;
    const grant = `
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: { name: exit, namespace: shop }
spec: { from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: egress-system }], to: [{ group: networking.istio.io, kind: ServiceEntry }] }
`;
    expect(judge([BASE, route(TO_ENTRY.replace(' }', ', namespace: shop }')), entry(spec), grant])).toEqual(expected);
  });

  test('one for a name of the cluster is still reported', () => {
    const spec = `hosts: [orders.shop.svc.cluster.local], resolution: DNS, ${PORTS}`;
    expect(judge([entry(spec)])).toEqual(['error egress/cluster-internal-host  ServiceEntry shop/orders spec.hosts[0]']);
  });
});

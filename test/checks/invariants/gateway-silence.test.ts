import { changed, invariant, judged, withMore } from './company';

/*
 * Ways out at gateways about which an invariant must not be silent.
 */

const firstLines = (demand: string, yaml: string) =>
  judged(invariant(demand), yaml).map((line) => line.split('\n  ').slice(0, line.startsWith('undecided') ? 2 : 1));

/** A route `any` of the callers on port 8081 to a backend. */
const route = (backendRef: string, kind = 'HTTPRoute', more = '') => `
apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata: { name: any, namespace: exit }
spec: { parentRefs: [{ name: gw, sectionName: batch }], rules: [{ backendRefs: [${backendRef}]${more && `, ${more}`} }] }`;

const backend = (spec: string) => `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: { name: any, namespace: exit }
spec: { ${spec} }`;
const TO_BACKEND = '{ group: gateway.kgateway.dev, kind: Backend, name: any }';
const EVIL = backend('static: { hosts: [{ host: b.evil.example, port: 443 }] }');

describe('a listener that ends TLS', () => {
  const HTTP = '{ name: batch, port: 8081, protocol: HTTP }';
  const TLS = '{ name: batch, port: 8081, protocol: TLS, tls: { certificateRefs: [{ name: gw }] } }';

  test('accepts TCPRoutes', () => {
    const yaml = withMore(EVIL, route(TO_BACKEND, 'TCPRoute')).replace(HTTP, TLS);
    expect(firstLines("deny: { hosts: ['*.evil.example'] }", yaml)).toEqual([
      ['Backend exit/any spec.static.hosts[0].host: b.evil.example'],
    ]);
  });

  test('sends the connections of TLSRoutes on, maybe in plaintext', () => {
    const yaml = changed(['kind: HTTPRoute\nmetadata: { name: stats', 'kind: TLSRoute\nmetadata: { name: stats'], [HTTP, TLS]);
    expect(firstLines('require: [tls]', yaml)).toEqual([
      [
        'undecided ServiceEntry exit/stats : a TLSRoute: the gateway reads no requests',
        'because listener batch ends TLS, and whether the gateway encrypts these connections again is not read',
      ],
    ]);
    const passed = yaml.replace('tls: { certificateRefs: [{ name: gw }] }', 'tls: { mode: Passthrough }');
    expect(firstLines('require: [tls]', passed)).toEqual([]);
  });
});

const entry = (spec: string, name = 'any', namespace = 'exit') => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ${name}, namespace: ${namespace} }
spec: { ${spec}, ports: [{ number: 443, name: https, protocol: HTTPS }] }`;
const TO_ENTRY = '{ group: networking.istio.io, kind: ServiceEntry, name: any, port: 443 }';
const service = (spec: string) => `
apiVersion: v1
kind: Service
metadata: { name: x, namespace: exit }
spec: { ${spec}ports: [{ port: 443 }] }`;
const slice = (address: string, port = 443) => `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: x-${port}, namespace: exit, labels: { kubernetes.io/service-name: x } }
addressType: IPv4
endpoints: [{ addresses: ['${address}'] }]
ports: [{ port: ${port} }]`;
const EXTERNAL = service('type: ExternalName, externalName: b.evil.example, ');
const BY_SERVICE = backend('static: { hosts: [{ host: x.exit.svc.cluster.local, port: 443 }] }');

test.each([
  ['a Backend', [BY_SERVICE, EXTERNAL, route(TO_BACKEND)], 'Backend exit/any spec.static.hosts[0].host: b.evil.example'],
  [
    'an endpoint',
    [
      entry('hosts: [a.example.com], resolution: DNS, endpoints: [{ address: x.exit.svc.cluster.local }]'),
      EXTERNAL,
      route(TO_ENTRY),
    ],
    'ServiceEntry exit/any spec.endpoints[0].address: b.evil.example',
  ],
  [
    'another ExternalName',
    [
      EXTERNAL,
      service('type: ExternalName, externalName: x.exit.svc.cluster.local, ').replace('name: x,', 'name: y,'),
      route('{ name: y, port: 443 }'),
    ],
    'Service exit/y spec.externalName: b.evil.example',
  ],
  [
    'a Backend, to an address',
    [BY_SERVICE, service(''), slice('169.254.169.254'), route(TO_BACKEND)],
    'Backend exit/any spec.static.hosts[0].host: 169.254.169.254',
  ],
  [
    'names that lead to each other',
    [
      service('type: ExternalName, externalName: x.exit.svc, '),
      backend('static: { hosts: [{ host: x.exit.svc, port: 443 }, { host: b.evil.example, port: 443 }] }'),
      route(TO_BACKEND),
    ],
    'Backend exit/any spec.static.hosts[1].host: b.evil.example',
  ],
])('where the name of a Service leads is followed from %s', (_, documents, expected) => {
  const demand = "callers: { namespaces: [reports] }, deny: { hosts: ['*.evil.example'], addresses: [169.254.0.0/16] }";
  expect(firstLines(demand, withMore(...documents))).toEqual([[expected]]);
});

test.each(['64:ff9b::a9fe:a9fe', '169.254.169.254.'])('%s is an address of IPv4', (host) => {
  const documents = [backend(`static: { hosts: [{ host: '${host}', port: 80 }] }`), route(TO_BACKEND)];
  expect(firstLines('deny: { addresses: [169.254.0.0/16] }', withMore(...documents))).toHaveLength(1);
  expect(firstLines('deny: { addresses: [10.1.0.0/16] }', withMore(...documents))).toEqual([]);
});

test('a Hostname can mean each ServiceEntry that names it', () => {
  const documents = [
    entry('hosts: [h.example.com], resolution: DNS', 'first'),
    entry('hosts: [H.example.com], resolution: STATIC, endpoints: [{ address: 169.254.169.254 }]', 'second', 'other'),
    route('{ group: networking.istio.io, kind: Hostname, name: h.example.com, port: 443 }'),
  ];
  const demand = 'callers: { namespaces: [reports] }, deny: { addresses: [169.254.0.0/16] }';
  expect(firstLines(demand, withMore(...documents))).toEqual([
    ['ServiceEntry other/second spec.endpoints[0].address: 169.254.169.254'],
  ]);
});

describe('the port to which a path leads', () => {
  const VM = `
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: { name: vm, namespace: exit }
spec: { address: 198.51.100.1, labels: { app: vm }, ports: { https: 22 } }`;

  test.each([
    [
      'an endpoint',
      [entry('hosts: [a.example.com], resolution: STATIC, endpoints: [{ address: 198.51.100.1, ports: { https: 22 } }]')],
    ],
    ['a WorkloadEntry', [entry('hosts: [a.example.com], resolution: STATIC, workloadSelector: { labels: { app: vm } }'), VM]],
  ])('can be that of %s', (_, documents) => {
    const yaml = withMore(...documents, route(TO_ENTRY));
    expect(firstLines('deny: { ports: [22] }', yaml)).toEqual([['ServiceEntry exit/any : port 22']]);
    expect(firstLines('hosts: [a.example.com], only: { ports: [22] }', yaml)).toEqual([]);
  });

  test('can be that of each EndpointSlice', () => {
    const slices = [slice('198.51.100.1', 22), slice('198.51.100.2', 8443)];
    const yaml = withMore(service(''), ...slices, route('{ name: x, port: 443 }'));
    expect(firstLines('deny: { ports: [22] }', yaml)).toEqual([['Service exit/x : port 22']]);
    expect(firstLines('deny: { ports: [443] }, except: { hosts: ["*.bank.example", stats.example.com] }', yaml)).toEqual([]);
  });
});

test('a star before other characters is a wildcard', () => {
  const yaml = withMore(entry("hosts: ['*-api.example.com'], resolution: NONE"), route(TO_ENTRY));
  const line = [['ServiceEntry exit/any spec.hosts[0]: *-api.example.com']];
  expect(firstLines('require: [exact-host]', yaml)).toEqual(line);
  expect(firstLines('deny: { hosts: [eu-api.example.com] }', yaml)).toEqual(line);
  expect(firstLines('deny: { hosts: [eu-web.example.com] }', yaml)).toEqual([]);
});

test('a GRPCRoute names functions, not the method of the request', () => {
  const to = '{ group: networking.istio.io, kind: ServiceEntry, name: stats, port: 443 }';
  const grpc = (more?: string) => withMore(route(to, 'GRPCRoute', more));
  const demand = 'ways: [http], callers: { namespaces: [reports] }, only: { methods: [GET, HEAD] }';
  const found = firstLines(demand, grpc('matches: [{ method: { service: a.Greeter } }]'));
  expect(found).toEqual(firstLines(demand, grpc()));
  expect(found).toEqual([
    [
      expect.stringContaining('undecided GRPCRoute exit/any spec.rules[0]: a route that takes POST'),
      'because which methods the request policy allows is not read',
    ],
  ]);
});

describe('a Gateway that is not among the manifests', () => {
  const yaml = changed(['parentRefs: [{ name: gw, sectionName: http }]', 'parentRefs: [{ name: other, namespace: away }]']);
  const WHO = 'because the Gateway is not among the manifests, so who may call it is not known';

  test('may reach a denied address by a name', () => {
    const demand = "hosts: ['*.bank.example'], deny: { addresses: [169.254.0.0/16] }";
    expect(firstLines(demand, yaml)).toEqual([
      [
        'undecided HTTPRoute exit/bank spec.parentRefs[0]: an opening for denied addresses',
        'because the Gateway is not among the manifests, so whether a network policy keeps it from the addresses is not known',
      ],
    ]);
    const closed = judged(invariant(demand), yaml, { external: ['Gateway away/other', 'NetworkPolicy away/egress'] });
    expect(closed).toEqual([]);
  });

  test('may have callers of other namespaces than that of the owner', () => {
    expect(firstLines("hosts: ['*.bank.example'], approval: { ownerIsCaller: true }", yaml)).toEqual([
      [
        expect.stringMatching(/^undecided ServiceEntry exit\/bank .*egress-owner'\]: payments, and who may call is not known/),
        WHO,
      ],
    ]);
  });

  test('may have callers that reach more hosts', () => {
    expect(firstLines("hosts: ['*.bank.example'], limit: { hostsPerNamespace: 1 }", yaml)).toEqual([
      ['undecided ServiceEntry exit/bank : callers that are not known', WHO],
    ]);
  });
});

test('names that a network policy opens to the gateway resolve to any address', () => {
  const policy = `
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: { name: open }
spec:
  tier: Admin
  priority: 1
  subject: { namespaces: { matchLabels: { kubernetes.io/metadata.name: exit } } }
  egress: [{ action: Accept, to: [{ domainNames: ['*.evil.example'] }] }]`;
  const [found] = firstLines('deny: { addresses: [169.254.0.0/16] }', withMore(policy));
  expect(found?.[0]).toBe('undecided ClusterNetworkPolicy open spec.egress[0]: an opening for denied addresses');
});

test('a violation counts more than a path to the same place that cannot be decided', () => {
  const yaml = changed(
    ['parentRefs: [{ name: gw, sectionName: batch }]', 'parentRefs: [{ name: other }, { name: gw, sectionName: batch }]'],
    ['kind: TrafficPolicy', 'kind: Unused'],
  );
  expect(firstLines('hosts: [stats.example.com], only: { methods: [GET] }', yaml)).toEqual([
    [expect.stringMatching(/^HTTPRoute exit\/stats spec\.rules\[0\]: a route that takes HEAD/)],
  ]);
});

test.each(['istio.io/use-waypoint: way', 'istio.io/use-waypoint: way, istio.io/use-waypoint-namespace: mesh'])(
  'a waypoint that is not among the manifests may let requests out: %s',
  (labels) => {
    const yaml = withMore(entry('hosts: [a.evil.example], resolution: DNS').replace('exit }', `exit, labels: { ${labels} } }`));
    const demand = "deny: { hosts: ['*.evil.example'] }";
    const waypoint = labels.includes('mesh') ? 'mesh/way' : 'exit/way';
    expect(firstLines(demand, yaml)[0]?.[0]).toBe(
      `undecided ServiceEntry exit/any metadata.name: a destination of waypoint ${waypoint}, which is not among the manifests`,
    );
    expect(firstLines(demand, yaml.replace('use-waypoint: way', 'use-waypoint: none'))).toEqual([]);
  },
);

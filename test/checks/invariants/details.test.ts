import { COMPANY, changed, invariant, judged, withMore } from './company';

const firstLines = (demand: string, yaml: string, external: readonly string[] = []) =>
  judged(invariant(demand), yaml, { external }).map((line) => line.split('\n')[0]);

describe('the methods that rules allow', () => {
  const RULES = '[{"allow":"read","when":[{"methods":["GET"]}]}]';
  const ruled = (rules: string, more = '') => changed([`egress.rules: '${RULES}'`, `egress.rules: '${rules}'${more}`]);
  const found = (rules: string, more = '') =>
    firstLines('hosts: [stats.example.com], only: { methods: [GET, HEAD] }', ruled(rules, more));
  const line = (methods: string) => [
    `TrafficPolicy exit/stats spec.extAuth.contextExtensions['egress.rules']: rules that can allow ${methods}`,
  ];
  const ALL = 'POST, PUT, PATCH, DELETE, OPTIONS, CONNECT, TRACE, any other method';

  test.each([
    [
      'a rule for the callers of another listener',
      '[{"allow":"write","when":[{"callers":["http"]}]},{"allow":"read","when":[{"methods":["GET"]}]}]',
      [],
    ],
    ['a rule for the callers of this listener', '[{"allow":"write","when":[{"callers":["batch"]}]}]', line(ALL)],
    ['a rule whose other conditions may hold', '[{"allow":"write","when":[{"paths":["/a"]}]}]', line(ALL)],
    [
      'a rule that denies before',
      '[{"deny":"no","when":[{"methods":["DELETE"]}]},{"allow":"any","when":[]}]',
      line(ALL.replace('DELETE, ', '')),
    ],
    [
      'a rule that denies some requests only',
      '[{"deny":"no","when":[{"methods":["DELETE"]},{"paths":["/a"]}]},{"allow":"any","when":[]}]',
      line(ALL),
    ],
    [
      'a rule that only reports',
      '[{"deny":"no","report":1796083200,"when":[{"methods":["DELETE"]}]},{"allow":"any","when":[]}]',
      line(ALL),
    ],
    [
      'a rule that reported until yesterday',
      '[{"deny":"no","report":1763856000,"when":[{"methods":["DELETE"]}]},{"allow":"any","when":[]}]',
      line(ALL.replace('DELETE, ', '')),
    ],
    ['no rule', '[]', []],
  ])('%s', (_, rules, expected) => {
    expect(found(rules)).toEqual(expected);
  });

  test('in report mode, rules allow everything', () => {
    expect(found(RULES, ", egress.report: '1796083200'")).toEqual(line(ALL));
  });

  test('a route can limit them too', () => {
    const match =
      'rules: [{ matches: [{ method: GET }], backendRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: stats, port: 443 }] }]';
    const limited = ruled('[{"allow":"any","when":[]}]').replace(
      'rules: [{ backendRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: stats, port: 443 }] }]',
      match,
    );
    expect(limited).toContain('method: GET');
    expect(firstLines('hosts: [stats.example.com], only: { methods: [GET] }', limited)).toEqual([]);
  });
});

test('a gateway that lets requests pass without an answer is safe if its routes refuse them', () => {
  const open = changed(['spec: { extAuth: { grpcService', 'spec: { extAuth: { failOpen: true, grpcService']);
  const header = 'matches: [{ headers: [{ name: x-egress-decision, value: allow }] }], backendRefs: [{ group';
  const demand = 'require: [decision]';
  expect(firstLines(demand, open)).toEqual(['GatewayExtension exit/authz spec.extAuth.failOpen: true']);
  expect(firstLines(demand, open.replaceAll('backendRefs: [{ group', header))).toEqual([]);
});

test('a network policy of another repository is believed to close the gateway', () => {
  const open = changed(['except: [169.254.0.0/16, 10.0.0.0/8]', 'except: [10.0.0.0/8]']);
  const demand = 'deny: { addresses: [169.254.0.0/16] }';
  expect(firstLines(demand, open)).toHaveLength(1);
  expect(firstLines(demand, open, ['NetworkPolicy exit/more'])).toEqual([]);
});

const UNUSED = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: unused, namespace: exit }
spec: { hosts: [unused.example.com], resolution: DNS, ports: [{ number: 443, name: https, protocol: HTTPS }] }`;

test('a destination without a route needs an approval too, if the invariant is about all callers', () => {
  expect(firstLines('approval: {}', withMore(UNUSED))).toEqual([
    "ServiceEntry exit/unused metadata.labels['security.corp/egress-approved']: nothing",
  ]);
  expect(firstLines('approval: {}, except: { hosts: [unused.example.com] }', withMore(UNUSED))).toEqual([]);
  expect(firstLines('approval: {}, hosts: [api.bank.example]', withMore(UNUSED))).toEqual([]);
  expect(firstLines('approval: {}, callers: { namespaces: [payments] }', withMore(UNUSED))).toEqual([]);
});

test('an exception for a namespace is about all of its service accounts', () => {
  const demand = 'deny: { hosts: [stats.example.com] }, except: { callers: { namespaces: [reports] } }';
  expect(firstLines(demand, COMPANY)).toEqual([]);
  expect(firstLines(demand, changed(['serviceAccounts: [reports/job]', 'serviceAccounts: [reports/job, payments/web]']))).toEqual(
    ['ServiceEntry exit/stats spec.hosts[0]: stats.example.com'],
  );
});

test('an exception for a host and for callers is about both together', () => {
  const demand = 'deny: { ports: [443] }, except: { hosts: [api.bank.example], callers: { namespaces: [reports] } }';
  expect(firstLines(demand, COMPANY)).toEqual(['ServiceEntry exit/bank : port 443', 'ServiceEntry exit/stats : port 443']);
});

test('the address by which the mesh finds a host is not a destination of its own', () => {
  const found = changed([
    'hosts: [api.bank.example], resolution: DNS',
    'hosts: [api.bank.example], addresses: [198.51.100.9], resolution: DNS',
  ]);
  expect(firstLines("callers: { namespaces: [payments] }, only: { hosts: ['*.bank.example'] }", found)).toEqual([]);
});

test('addresses of a host with a name do not count as hosts', () => {
  const found = changed([
    'hosts: [api.bank.example], resolution: DNS',
    'hosts: [api.bank.example], endpoints: [{ address: 198.51.100.7 }, { address: 198.51.100.8 }], resolution: STATIC',
  ]);
  expect(firstLines('limit: { hostsPerNamespace: 1 }', found)).toEqual([]);
});

test.each([
  ['dynamicForwardProxy: { enableTls: true }', []],
  ['dynamicForwardProxy: { enableTls: false }', ['HTTPRoute exit/any spec.hostnames: a Backend without TLS']],
])('TLS of a dynamic forward proxy: %s', (spec, expected) => {
  const documents = [
    `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: { name: any, namespace: exit }
spec: { ${spec} }`,
    `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: any, namespace: exit }
spec:
  parentRefs: [{ name: gw, sectionName: batch }]
  hostnames: ['*.example.com']
  rules: [{ backendRefs: [{ group: gateway.kgateway.dev, kind: Backend, name: any }] }]`,
  ];
  expect(firstLines('require: [tls]', withMore(...documents))).toEqual(expected);
});

test('routes of other controllers are not judged, and that is said', () => {
  const route = `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: mesh, namespace: exit }
spec:
  parentRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: unused }]
  rules: [{ backendRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: unused, port: 443 }] }]`;
  expect(firstLines('deny: { hosts: [unused.example.com] }', withMore(UNUSED, route))).toEqual([
    'undecided HTTPRoute exit/mesh spec.parentRefs[0]: a route in the mesh, which Istio applies',
  ]);
});

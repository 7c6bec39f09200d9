import { COMPANY, changed, invariant, judged, withMore } from './company';

const firstLines = (lines: readonly string[]) => lines.map((line) => line.split('\n  ').slice(0, 2));

test.each([
  [
    'a host of a Backend that is not among the manifests',
    'callers: { namespaces: [payments] }, only: { hosts: [api.bank.example] }',
    changed(['kind: ServiceEntry, name: bank, port: 443', 'kind: ServiceEntry, name: elsewhere, port: 443']),
    [
      [
        'undecided HTTPRoute exit/bank spec.rules[0].backendRefs[0]: a destination that is not known',
        'because where ServiceEntry exit/elsewhere leads is not known',
      ],
    ],
  ],
  [
    'who calls a Gateway that is not among the manifests',
    'callers: { namespaces: [reports] }, deny: { hosts: [api.bank.example] }',
    changed(['parentRefs: [{ name: gw, sectionName: http }]', 'parentRefs: [{ name: other }]']),
    [
      [
        'undecided ServiceEntry exit/bank spec.hosts[0]: api.bank.example',
        'because the Gateway is not among the manifests, so who may call it is not known',
      ],
    ],
  ],
  [
    'callers that are named by their addresses',
    'callers: { namespaces: [payments] }, deny: { hosts: [stats.example.com] }',
    changed(['serviceAccounts: [reports/job]', 'ipBlocks: [10.1.0.0/16]']),
    [
      [
        'undecided ServiceEntry exit/stats spec.hosts[0]: stats.example.com',
        'because whether address 10.1.0.0/16 contains such callers is not known',
      ],
    ],
  ],
  [
    'callers that a DENY policy leaves out',
    'callers: { namespaces: [payments] }, deny: { hosts: [stats.example.com] }',
    changed([
      "rules: [{ from: [{ source: { serviceAccounts: [reports/job] } }], to: [{ operation: { ports: ['8081'] } }] }]",
      "action: DENY\n  rules: [{ from: [{ source: { notServiceAccounts: [reports/job] } }], to: [{ operation: { ports: ['8081'] } }] }]",
    ]),
    [
      [
        'undecided ServiceEntry exit/stats spec.hosts[0]: stats.example.com',
        'because a DENY policy limits the callers by whom it leaves out, which is not read',
      ],
    ],
  ],
  [
    'whether the owner of a name lets it lead to the address',
    'deny: { addresses: [169.254.0.0/16] }',
    changed(['except: [169.254.0.0/16, 10.0.0.0/8]', 'except: [10.0.0.0/8]']),
    [
      [
        'undecided NetworkPolicy exit/gw spec.egress[0]: an opening for denied addresses',
        'because the names of hosts are resolved when they are called, and no network policy keeps the gateway from the addresses',
      ],
    ],
  ],
  [
    'who reaches a destination without a route',
    'deny: { addresses: [169.254.0.0/16] }',
    withMore(`
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: meta, namespace: exit }
spec: { hosts: [meta.example.com], addresses: [169.254.169.254], resolution: DNS, ports: [{ number: 80, name: http, protocol: HTTP }] }`),
    [
      [
        'undecided ServiceEntry exit/meta spec.addresses[0]: 169.254.169.254',
        'because no route of a gateway leads to the destination, so who reaches it is not known',
      ],
    ],
  ],
  [
    'whose address an endpoint is',
    "callers: { namespaces: [payments] }, only: { hosts: ['*.bank.example'] }",
    changed([
      'hosts: [api.bank.example], resolution: DNS',
      'hosts: [api.bank.example], endpoints: [{ address: 198.51.100.7 }], resolution: STATIC',
    ]),
    [
      [
        'undecided ServiceEntry exit/bank spec.endpoints[0].address: 198.51.100.7',
        'because whose address 198.51.100.7 is cannot be seen in the manifests',
      ],
    ],
  ],
  [
    'what clients speak over TCP',
    'require: [tls]',
    changed(
      ['kind: HTTPRoute\nmetadata: { name: stats', 'kind: TCPRoute\nmetadata: { name: stats'],
      ['{ name: batch, port: 8081, protocol: HTTP }', '{ name: batch, port: 8081, protocol: TCP }'],
    ),
    [
      [
        'undecided ServiceEntry exit/stats : a TCPRoute: the gateway reads no requests',
        'because what clients speak on connections of a TCPRoute is not known',
      ],
    ],
  ],
  [
    'what a request policy of somebody else allows',
    'only: { methods: [GET] }, hosts: [stats.example.com]',
    changed([`, egress.rules: '[{"allow":"read","when":[{"methods":["GET"]}]}]'`, '']),
    [
      [
        'undecided HTTPRoute exit/stats spec.rules[0]: a route that takes HEAD, POST, PUT, PATCH, DELETE, OPTIONS, CONNECT, TRACE, any other method',
        'because which methods the request policy allows is not read',
      ],
    ],
  ],
  [
    'a port that the destination does not have',
    'require: [tls]',
    changed(['kind: ServiceEntry, name: bank, port: 443', 'kind: ServiceEntry, name: bank, port: 8443']),
    [
      [
        'undecided ServiceEntry exit/bank : a destination that is not known',
        'because the destination does not have the port to which the route leads',
      ],
    ],
  ],
  [
    'how many hosts a wildcard stands for',
    'limit: { hostsPerNamespace: 5 }',
    changed(['hosts: [stats.example.com]', "hosts: ['*.example.com']"]),
    [['undecided ServiceEntry exit/stats spec.hosts[0]: *.example.com', 'because *.example.com stands for any number of hosts']],
  ],
  [
    'policies of other network plugins',
    'ways: [direct], deny: { hosts: [evil.example.com] }',
    withMore(`
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: { name: all, namespace: payments }
spec: { endpointSelector: {}, egressDeny: [{ toCIDR: [198.51.100.0/24] }] }`),
    [
      [
        'undecided CiliumNetworkPolicy payments/all kind: an object of Cilium',
        'because the object can open a way out that is not judged: rule',
      ],
    ],
  ],
])('what cannot be decided is reported: %s', (_, demand, yaml, expected) => {
  const found = firstLines(judged(invariant(demand), yaml));
  expect(found).toEqual(expected);
});

test('its severity is that of the invariant', () => {
  const unknown = changed(['kind: ServiceEntry, name: bank, port: 443', 'kind: ServiceEntry, name: elsewhere, port: 443']);
  expect(judged(invariant('deny: { hosts: [evil.example.com] }, undecided: error'), unknown)).toHaveLength(1);
});

test('an exception holds only if it is about all callers of a group', () => {
  const demand = 'deny: { hosts: [stats.example.com] }, except: { callers: { serviceAccounts: [reports/job] } }';
  expect(judged(invariant(demand), COMPANY)).toEqual([]);
  const all = changed(['serviceAccounts: [reports/job]', 'namespaces: [reports]']);
  expect(firstLines(judged(invariant(demand), all))).toEqual([
    ['ServiceEntry exit/stats spec.hosts[0]: stats.example.com', 'namespace reports (AuthorizationPolicy exit/job)'],
  ]);
});

test('without an AuthorizationPolicy, anyone is a caller', () => {
  const open = changed(['kind: AuthorizationPolicy', 'kind: RequestAuthentication']);
  const demand = 'callers: { namespaces: [payments] }, deny: { hosts: [stats.example.com] }';
  expect(firstLines(judged(invariant(demand), open))).toEqual([
    ['ServiceEntry exit/stats spec.hosts[0]: stats.example.com', 'anyone (Gateway exit/gw)'],
  ]);
});

test('pods that no policy limits reach everything', () => {
  const open = changed([
    'kind: NetworkPolicy\nmetadata: { name: egress, namespace: payments }',
    'kind: Other\nmetadata: { name: egress, namespace: payments }',
  ]);
  expect(firstLines(judged(invariant('deny: { addresses: [169.254.169.254] }'), open))).toEqual([
    [
      'Deployment payments/web metadata.namespace: no policy limits the egress of the pods',
      'pods of Deployment payments/web (Deployment payments/web)',
    ],
  ]);
});

test('a policy for pods that are not among the manifests counts', () => {
  const alone = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: job, namespace: batch }
spec: { podSelector: { matchLabels: { app: job } }, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 169.254.169.254/32 } }] }] }`;
  expect(firstLines(judged(invariant('deny: { addresses: [169.254.0.0/16] }'), alone))).toEqual([
    [
      'NetworkPolicy batch/job spec.egress[0]: an opening for denied addresses',
      'pods of namespace batch (NetworkPolicy batch/job)',
    ],
  ]);
});

test.each([
  ['callers: { namespaces: [paymets] }', 'unused callers.namespaces[0]: paymets'],
  ['callers: { serviceAccounts: [payments/wbe] }', 'unused callers.serviceAccounts[0]: payments/wbe'],
  ['hosts: [api.bank.exmple]', 'unused hosts[0]: api.bank.exmple'],
  ['except: { hosts: [other.example.com] }', 'unused except.hosts[0]: other.example.com'],
])('a selector that selects nothing is reported: %s', (selector, expected) => {
  expect(judged(invariant(`${selector}, deny: { hosts: [evil.example.com] }`), COMPANY)).toEqual([expected]);
});

test.each([
  ['require: [exact-host]', 'addresses outside the cluster, without a gateway'],
  ['require: [tls]', 'connections of pods without a gateway'],
  ['require: [decision]', 'connections of pods without a gateway'],
  ['require: [enforced]', 'connections of pods without a gateway'],
  ['only: { methods: [GET, HEAD] }', 'connections whose requests no gateway reads'],
  ['limit: { hostsPerNamespace: 5 }', 'addresses outside the cluster, without a gateway'],
  ['only: { addresses: [10.0.0.0/8] }', 'addresses outside the cluster, without a gateway'],
])('pods that leave without a gateway violate %s', (demand, got) => {
  const gateway = '- to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: exit } } }]';
  const open = changed([gateway, '- to: [{ ipBlock: { cidr: 198.51.100.0/24 } }]']);
  expect(firstLines(judged(invariant(`ways: [direct], callers: { namespaces: [payments] }, ${demand}`), open))).toEqual([
    [`NetworkPolicy payments/egress spec.egress[0]: ${got}`, 'pods of Deployment payments/web (Deployment payments/web)'],
  ]);
});

test('pods that may reach some addresses may or may not reach a denied host', () => {
  const gateway = '- to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: exit } } }]';
  const open = changed([gateway, '- to: [{ ipBlock: { cidr: 198.51.100.0/24 } }]']);
  expect(firstLines(judged(invariant('callers: { namespaces: [payments] }, deny: { hosts: [evil.example.com] }'), open))).toEqual(
    [
      [
        'undecided NetworkPolicy payments/egress spec.egress[0]: addresses outside the cluster',
        'because the policy opens addresses, whatever their names',
      ],
    ],
  );
});

describe('a selector that a path fulfils is not unused', () => {
  const EVERY = 'deny: { ports: [1] }';
  const unused = (selector: string, yaml: string) =>
    judged(invariant(`${selector}, ${EVERY}`), yaml).filter((line) => line.startsWith('unused'));

  test.each([
    ['callers: { namespaces: [team-a] }', changed(['serviceAccounts: [reports/job]', "namespaces: ['team-*']"])],
    ['callers: { serviceAccounts: [reports/cron] }', changed(['serviceAccounts: [reports/job]', 'namespaces: [reports]'])],
    [
      'hosts: [b.example.com]',
      changed([
        'hosts: [stats.example.com], resolution: DNS',
        'hosts: [stats.example.com], endpoints: [{ address: b.example.com }], resolution: DNS',
      ]),
    ],
    [
      'callers: { namespaces: [default] }',
      withMore('apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: a, image: a }] }'),
    ],
  ])('%s', (selector, yaml) => {
    expect(unused(selector, yaml)).toEqual([]);
    expect(unused(selector, COMPANY)).toHaveLength(1);
  });
});

import { COMPANY, changed, invariant, judged, withMore } from './company';

/** The path of payments to its bank. */
const TO_BANK = [
  'service account payments/web (AuthorizationPolicy exit/web)',
  'listener http, port 8080 (Gateway exit/gw)',
  'route (HTTPRoute exit/bank)',
];
const bank = (names: string, port = 443) => [...TO_BANK, `destination ${names}, port ${port} (ServiceEntry exit/bank)`];
const STATS = [
  'service account reports/job (AuthorizationPolicy exit/job)',
  'listener batch, port 8081 (Gateway exit/gw)',
  'route (HTTPRoute exit/stats)',
  'destination stats.example.com, port 443 (ServiceEntry exit/stats)',
];
const line = (first: string, ...steps: readonly string[]) => [first, ...steps].join('\n  ');

const OPEN = (to: string, ports = '') =>
  ['- to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: exit } } }]', `- to: [${to}]${ports}`] as const;

test('the company violates none of these', () => {
  expect(judged(invariant('deny: { addresses: [169.254.0.0/16] }'), COMPANY)).toEqual([]);
});

interface Case {
  readonly demand: string;
  readonly violating: string;
  readonly found: readonly string[];
}

/** Each demand holds in the company, and is violated by the changed one. */
const CASES: Readonly<Record<string, Case>> = {
  'nobody reaches an address: an endpoint of a ServiceEntry': {
    demand: 'deny: { addresses: [169.254.0.0/16] }',
    violating: changed([
      'hosts: [api.bank.example], resolution: DNS',
      'hosts: [api.bank.example], endpoints: [{ address: 169.254.169.254 }], resolution: STATIC',
    ]),
    found: [
      line('ServiceEntry exit/bank spec.endpoints[0].address: 169.254.169.254', ...bank('api.bank.example, 169.254.169.254')),
    ],
  },
  'nobody reaches an address: IPv4 in the notation of IPv6': {
    demand: 'deny: { addresses: [169.254.0.0/16] }',
    violating: changed([
      'hosts: [api.bank.example], resolution: DNS',
      "hosts: [api.bank.example], endpoints: [{ address: '::ffff:169.254.169.254' }], resolution: STATIC",
    ]),
    found: [
      line(
        'ServiceEntry exit/bank spec.endpoints[0].address: ::ffff:169.254.169.254',
        ...bank('api.bank.example, ::ffff:169.254.169.254'),
      ),
    ],
  },
  'nobody reaches an address: a NetworkPolicy of pods': {
    demand: 'deny: { addresses: [203.0.113.0/24, 10.1.0.0/16] }, ways: [direct]',
    violating: changed(OPEN('{ ipBlock: { cidr: 10.0.0.0/8 } }')),
    found: [
      line(
        'NetworkPolicy payments/egress spec.egress[0]: an opening for denied addresses',
        'pods of Deployment payments/web (Deployment payments/web)',
        'opens the way (NetworkPolicy payments/egress)',
      ),
      line(
        'NetworkPolicy reports/egress spec.egress[0]: an opening for denied addresses',
        'pods of Deployment reports/job (Deployment reports/job)',
        'opens the way (NetworkPolicy reports/egress)',
      ),
    ],
  },
  'nobody reaches a host': {
    demand: "deny: { hosts: ['*.evil.example'] }",
    violating: changed(['hosts: [stats.example.com]', 'hosts: [a.evil.example]']),
    found: [
      line(
        'ServiceEntry exit/stats spec.hosts[0]: a.evil.example',
        ...STATS.slice(0, 3),
        'destination a.evil.example, port 443 (ServiceEntry exit/stats)',
      ),
    ],
  },
  'a namespace reaches only': {
    demand: "callers: { namespaces: [payments] }, only: { hosts: ['*.bank.example'] }",
    violating: changed(['serviceAccounts: [reports/job]', 'serviceAccounts: [reports/job, payments/batch, payments/web]']),
    found: [
      line(
        'ServiceEntry exit/stats spec.hosts[0]: stats.example.com',
        'service account payments/batch and 1 more (AuthorizationPolicy exit/job)',
        ...STATS.slice(1),
      ),
    ],
  },
  'a namespace must not reach': {
    demand: 'callers: { serviceAccounts: [reports/*] }, deny: { hosts: [api.bank.example] }',
    violating: changed(['serviceAccounts: [payments/web]', 'serviceAccounts: [payments/web, reports/job]']),
    found: [
      line(
        'ServiceEntry exit/bank spec.hosts[0]: api.bank.example',
        'service account reports/job (AuthorizationPolicy exit/web)',
        ...bank('api.bank.example').slice(1),
      ),
    ],
  },
  'a namespace reaches only: its pods leave without the gateway': {
    demand: "callers: { namespaces: [payments] }, only: { hosts: ['*.bank.example'] }",
    violating: changed(OPEN('{ ipBlock: { cidr: 0.0.0.0/0 } }')),
    found: [
      line(
        'NetworkPolicy payments/egress spec.egress[0]: addresses outside the cluster, without a gateway',
        'pods of Deployment payments/web (Deployment payments/web)',
        'opens the way (NetworkPolicy payments/egress)',
      ),
    ],
  },
  'only these hosts are passed through': {
    demand: 'ways: [passthrough], only: { hosts: [db.example.com] }',
    violating: changed(
      ['kind: HTTPRoute\nmetadata: { name: stats', 'kind: TLSRoute\nmetadata: { name: stats'],
      ['{ name: batch, port: 8081, protocol: HTTP }', '{ name: batch, port: 8081, protocol: TLS, tls: { mode: Passthrough } }'],
    ),
    found: [
      line(
        'ServiceEntry exit/stats spec.hosts[0]: stats.example.com',
        ...STATS.slice(0, 2),
        'route (TLSRoute exit/stats)',
        ...STATS.slice(3),
      ),
    ],
  },
  'TLS to every host': {
    demand: 'require: [tls], except: { hosts: [api.bank.example] }',
    violating: changed(['kind: ServiceEntry, name: stats }]\n  validation', 'kind: ServiceEntry, name: other }]\n  validation']),
    found: [line('ServiceEntry exit/stats spec.ports[0]: port 443, without a policy for TLS that applies', ...STATS)],
  },
  'only these ports': {
    demand: 'only: { ports: [443] }',
    violating: changed(['port: 443 }] }]', 'port: 8443 }] }]'], ['number: 443', 'number: 8443']),
    found: [
      line('ServiceEntry exit/bank : port 8443', ...bank('api.bank.example', 8443)),
      line(
        'ServiceEntry exit/stats : port 8443',
        ...STATS.slice(0, 3),
        'destination stats.example.com, port 8443 (ServiceEntry exit/stats)',
      ),
    ],
  },
  'no connection to this port': {
    demand: 'deny: { ports: [25] }',
    violating: changed(OPEN('{ ipBlock: { cidr: 198.51.100.0/24 } }', '\n      ports: [{ port: 20, endPort: 30 }]')),
    found: [
      line(
        'NetworkPolicy payments/egress spec.egress[0]: port 25',
        'pods of Deployment payments/web (Deployment payments/web)',
        'opens the way (NetworkPolicy payments/egress)',
      ),
      line(
        'NetworkPolicy reports/egress spec.egress[0]: port 25',
        'pods of Deployment reports/job (Deployment reports/job)',
        'opens the way (NetworkPolicy reports/egress)',
      ),
    ],
  },
  'no wildcards': {
    demand: 'require: [exact-host]',
    violating: changed(['hosts: [stats.example.com]', "hosts: ['*.example.com']"]),
    found: [
      line(
        'ServiceEntry exit/stats spec.hosts[0]: *.example.com',
        ...STATS.slice(0, 3),
        'destination *.example.com, port 443 (ServiceEntry exit/stats)',
      ),
    ],
  },
  'no dynamic forward proxy, except for': {
    demand: "ways: [dynamic], only: { hosts: ['*.example.com'] }",
    violating: withMore(
      `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: { name: any, namespace: exit }
spec: { dynamicForwardProxy: { enableTls: true } }`,
      `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: any, namespace: exit }
spec:
  parentRefs: [{ name: gw, sectionName: batch }]
  hostnames: ['*.example.com', '*.example.org']
  rules: [{ backendRefs: [{ group: gateway.kgateway.dev, kind: Backend, name: any }] }]`,
    ),
    found: [
      line(
        'HTTPRoute exit/any spec.hostnames: *.example.org',
        ...STATS.slice(0, 2),
        'route (HTTPRoute exit/any)',
        'destination *.example.com, *.example.org (Backend exit/any)',
      ),
    ],
  },
  'only these methods, for a caller': {
    demand: 'callers: { namespaces: [reports] }, only: { methods: [GET, HEAD] }',
    violating: changed(['"methods":["GET"]', '"methods":["GET","DELETE"]']),
    found: [
      line("TrafficPolicy exit/stats spec.extAuth.contextExtensions['egress.rules']: rules that can allow DELETE", ...STATS),
    ],
  },
  'no approval longer than': {
    demand: 'approval: { maxDays: 365 }',
    violating: changed(['2026-12-31T00:00:00Z', '2027-12-31T00:00:00Z']),
    found: [
      line(
        "ServiceEntry exit/bank metadata.annotations['security.corp/egress-until']: 729 days, until 2027-12-31T00:00:00Z",
        ...bank('api.bank.example'),
      ),
      line(
        "ServiceEntry exit/stats metadata.annotations['security.corp/egress-until']: 729 days, until 2027-12-31T00:00:00Z",
        ...STATS,
      ),
    ],
  },
  'tickets of this form': {
    demand: "approval: { tickets: '^SEC-[0-9]+$' }, hosts: [stats.example.com]",
    violating: changed(["egress-ticket: 'SEC-12'", "egress-ticket: 'mail of Monday'"]),
    found: [line("ServiceEntry exit/stats metadata.annotations['security.corp/egress-ticket']: mail of Monday", ...STATS)],
  },
  'each host has one of these owners': {
    demand: 'approval: { owners: [payments, reports] }',
    violating: changed(["egress-owner: 'reports'", "egress-owner: 'unknown'"]),
    found: [line("ServiceEntry exit/stats metadata.annotations['security.corp/egress-owner']: unknown", ...STATS)],
  },
  'only the namespace of the owner calls': {
    demand: 'approval: { ownerIsCaller: true }',
    violating: changed(['serviceAccounts: [reports/job]', 'serviceAccounts: [payments/web]']),
    found: [
      line(
        "ServiceEntry exit/stats metadata.annotations['security.corp/egress-owner']: reports, and service account payments/web may call",
        'service account payments/web (AuthorizationPolicy exit/job)',
        ...STATS.slice(1),
      ),
    ],
  },
  'each destination is approved': {
    demand: 'approval: {}',
    violating: changed([
      "security.corp/egress-approved: 'true' }, annotations: { security.corp/egress-owner: 'reports'",
      "a: b }, annotations: { security.corp/egress-owner: 'reports'",
    ]),
    found: [line("ServiceEntry exit/stats metadata.labels['security.corp/egress-approved']: nothing", ...STATS)],
  },
  'no report mode': {
    demand: 'require: [enforced]',
    violating: changed(['egress.host: stats.example.com,', "egress.host: stats.example.com, egress.report: '1796083200',"]),
    found: [
      line(
        "TrafficPolicy exit/stats spec.extAuth.contextExtensions['egress.report']: report mode until 2026-12-01T00:00:00.000Z",
        ...STATS,
      ),
    ],
  },
  'so many hosts for each namespace': {
    demand: 'limit: { hostsPerNamespace: 1 }',
    violating: changed(['serviceAccounts: [reports/job]', 'serviceAccounts: [reports/job, payments/web]']),
    found: [
      line(
        'ServiceEntry exit/stats : 2 hosts that namespace payments reaches',
        'service account reports/job and 1 more (AuthorizationPolicy exit/job)',
        ...STATS.slice(1),
      ),
    ],
  },
  'every gateway refuses while the server is down': {
    demand: 'require: [decision]',
    violating: changed(['spec: { extAuth: { grpcService', 'spec: { extAuth: { failOpen: true, grpcService']),
    found: [line('GatewayExtension exit/authz spec.extAuth.failOpen: true', ...bank('api.bank.example'))],
  },
  'a decision on each request': {
    demand: 'require: [decision]',
    violating: changed(['extAuth: { extensionRef: { name: authz } }', 'extAuth: { disable: {} }']),
    found: [
      line(
        'TrafficPolicy exit/authz spec.extAuth.disable: TrafficPolicy exit/authz, which disables authorization',
        ...bank('api.bank.example'),
      ),
    ],
  },
};

test.each(Object.keys(CASES))('%s', (name) => {
  const { demand, violating, found } = CASES[name] as Case;
  expect(judged(invariant(demand), COMPANY)).toEqual([]);
  expect(judged(invariant(demand), violating)).toEqual(found);
});

import { parse } from 'yaml';
import { checkManifests } from '../../../lib/checks/check-manifests';
import { approvalGuard } from '../../../lib/constructs/governance/admission';
import type { GovernanceMode } from '../../../lib/constructs/governance/policy-parts';
import { approvalKeys, DEFAULT_APPROVAL_KEYS } from '../../../lib/core/labels';
import { Platform } from '../../../lib/core/platform';
import type { Manifest } from '../../../lib/manifests/manifest';
import { grant, NOW } from '../../kit';
import { verdict } from './admission-verdict';
import { alone } from './alone';

interface Settings {
  readonly mode?: GovernanceMode;
  readonly excludedNamespaces?: readonly string[];
  readonly domain?: string;
  readonly gateways?: Readonly<Record<string, readonly string[]>>;
}

function judge(object: object, { mode = 'enforce', excludedNamespaces = [], domain, gateways = {} }: Settings = {}): string {
  const keys = domain === undefined ? DEFAULT_APPROVAL_KEYS : approvalKeys(domain);
  return verdict(alone(approvalGuard({ keys, limits: {}, excludedNamespaces, gateways }), mode), object, NOW);
}

const WITHOUT = 'egress destination without approval: label security.corp/egress-approved must be "true"';
/** The refusal, which goes on with what the object leads to. */
const UNAPPROVED = expect.stringMatching(
  new RegExp(`^${WITHOUT} \\(host [^,]*(, [^ ,]+)*, owner [a-z-]+, ticket [A-Za-z0-9-]+\\)$`),
);

function object(kind: string, spec: object, metadata: object = {}): Manifest {
  const apiVersion = { Service: 'v1', Backend: 'gateway.kgateway.dev/v1alpha1' }[kind] ?? 'networking.istio.io/v1';
  return { apiVersion, kind, metadata: { name: 'x', namespace: 'team-a', ...metadata }, spec } as unknown as Manifest;
}

const entry = (yaml: string) => object('ServiceEntry', { hosts: ['vm.mesh.internal'], ports: [PORT], ...parse(yaml) });
const PORT = { number: 443, name: 'https', protocol: 'HTTPS' };
const workload = (yaml: string) => object('WorkloadEntry', parse(yaml));

const backend = (...hosts: readonly string[]) =>
  object('Backend', { static: { hosts: hosts.map((host) => ({ host, port: 443 })) } });
const alias = (externalName: string) => object('Service', { type: 'ExternalName', externalName });

const INSIDE: readonly (readonly [string, Manifest])[] = [
  ['virtual machines by address', entry('{ location: MESH_INTERNAL, resolution: STATIC, endpoints: [{ address: 10.1.2.3 }] }')],
  [
    'several ranges',
    entry('{ location: MESH_INTERNAL, resolution: STATIC, endpoints: [{ address: 172.31.0.1 }, { address: 192.168.7.7 }] }'),
  ],
  [
    'IPv6',
    entry('{ location: MESH_INTERNAL, resolution: STATIC, endpoints: [{ address: "fd00:1::7" }, { address: "FC12::1" }] }'),
  ],
  ['workloads by label', entry('{ location: MESH_INTERNAL, resolution: STATIC, workloadSelector: { labels: { app: vm } } }')],
  ['by DNS, with addresses', entry('{ location: MESH_INTERNAL, resolution: DNS, endpoints: [{ address: 10.1.2.3 }] }')],
  ['with an address that Istio assigned', entry('{ location: MESH_INTERNAL, resolution: STATIC, addresses: [240.240.0.1] }')],
  [
    'with a private address and a host of one label',
    entry('{ hosts: [vm, vm.corp], location: MESH_INTERNAL, resolution: STATIC, addresses: [10.9.0.1] }'),
  ],
  ['a Backend for a Service', backend('web.shop.svc.cluster.local', 'WEB.shop.svc')],
  ['a Backend for a pod of a Service', backend('web-0.web.shop.svc.')],
  ['an alias of a Service', alias('web.shop.svc.cluster.local')],
  ['a machine that istiod registers', workload('{ address: 10.1.2.3, labels: { app: vm }, serviceAccount: vm, network: "" }')],
];

const OUTSIDE: readonly (readonly [string, Manifest])[] = [
  ['the default location', entry('{ resolution: STATIC, endpoints: [{ address: 10.1.2.3 }] }')],
  ['MESH_EXTERNAL', entry('{ location: MESH_EXTERNAL, resolution: STATIC, endpoints: [{ address: 10.1.2.3 }] }')],
  ['a public address', entry('{ location: MESH_INTERNAL, resolution: STATIC, endpoints: [{ address: 203.0.113.7 }] }')],
  [
    'one public address of two',
    entry('{ location: MESH_INTERNAL, resolution: STATIC, endpoints: [{ address: 10.0.0.1 }, { address: 8.8.8.8 }] }'),
  ],
  ['a host as an endpoint', entry('{ location: MESH_INTERNAL, resolution: DNS, endpoints: [{ address: pastebin.com }] }')],
  [
    'a host that begins like an address',
    entry('{ location: MESH_INTERNAL, resolution: DNS, endpoints: [{ address: 10.0.0.1.nip.io }] }'),
  ],
  ['a host that is resolved', entry('{ location: MESH_INTERNAL, resolution: DNS }')],
  ['a host that is resolved, with an empty list', entry('{ location: MESH_INTERNAL, resolution: DNS, endpoints: [] }')],
  ['any address', entry('{ location: MESH_INTERNAL, resolution: NONE }')],
  ['any address, by default', entry('{ location: MESH_INTERNAL }')],
  ['DYNAMIC_DNS', entry('{ location: MESH_INTERNAL, resolution: DYNAMIC_DNS, hosts: ["*.example.com"] }')],
  ['an endpoint without an address', entry('{ location: MESH_INTERNAL, resolution: STATIC, endpoints: [{ network: other }] }')],
  ['the metadata server', entry('{ location: MESH_INTERNAL, resolution: STATIC, endpoints: [{ address: 169.254.169.254 }] }')],
  ['a shared address', entry('{ location: MESH_INTERNAL, resolution: STATIC, endpoints: [{ address: 100.64.0.1 }] }')],
  ['beside 172.16.0.0/12', entry('{ location: MESH_INTERNAL, resolution: STATIC, endpoints: [{ address: 172.32.0.1 }] }')],
  ['public IPv6', entry('{ location: MESH_INTERNAL, resolution: STATIC, endpoints: [{ address: "2001:db8::1" }] }')],
  [
    'a short IPv6 that only looks private',
    entry('{ location: MESH_INTERNAL, resolution: STATIC, endpoints: [{ address: "fd::1" }] }'),
  ],
  ['a WorkloadEntry with a public address', workload('{ address: 203.0.113.7 }')],
  ['a WorkloadEntry with a host', workload('{ address: pastebin.com }')],
  ['a WorkloadEntry without an address', workload('{ network: other }')],
  ...(['pastebin.com', '*.com', 'localhost.example.com', '203.0.113.7'] as const).map((host): readonly [string, Manifest] => [
    `the host ${host} that leads inside`,
    entry(
      `{ hosts: [vm.mesh.internal, "${host}"], location: MESH_INTERNAL, resolution: STATIC, endpoints: [{ address: 10.1.2.3 }] }`,
    ),
  ]),
  [
    'the host of clients, which leads to pods',
    entry(
      '{ hosts: [api.example.com], location: MESH_INTERNAL, resolution: STATIC, workloadSelector: { labels: { app: exit } } }',
    ),
  ],
  [
    'a public address that leads inside',
    entry('{ location: MESH_INTERNAL, resolution: STATIC, addresses: [203.0.113.7], endpoints: [{ address: 10.1.2.3 }] }'),
  ],
  ['names of the cluster, by default outside', entry('{ hosts: [web.shop.svc.cluster.local], resolution: DNS }')],
  ['a Backend with a private address', backend('10.1.2.3')],
  ['a Backend for a Service and a host', backend('web.shop.svc', 'pastebin.com')],
  ['a Backend with a host that ends like a Service', backend('web.shop.svc.cluster.local.example.com')],
  ['a Backend with a host that is no Service', backend('svc.cluster.local')],
  ['a Backend without hosts', object('Backend', { dynamicForwardProxy: { enableTls: true } })],
  ['a Service of type ExternalName', alias('pastebin.com')],
  ['a Service of type ExternalName for a pod', alias('10-0-0-1.shop.pod.cluster.local')],
];

const isReported = (given: Manifest) =>
  checkManifests([given], { platform: Platform.for({}), now: NOW }).findings.some(
    ({ rule }) => rule === 'egress/unapproved-host',
  );

test.each(INSIDE)('needs no approval, at admission and for check: %s', (_, given) => {
  expect([judge(given), isReported(given)]).toEqual([
    expect.stringMatching(/^not matched: not-an?-(workload|service|backend|alias)-inside$/),
    false,
  ]);
});

/** What check knows to be inside, or cannot lead outside alone. Admission sees one object at a time, and asks for an approval. */
const ADMISSION_ONLY: readonly string[] = ['names of the cluster, by default outside', 'a Backend with a private address'];

test.each(OUTSIDE)('needs an approval, at admission and mostly for check: %s', (name, given) => {
  expect([judge(given), isReported(given)]).toEqual([UNAPPROVED, !ADMISSION_ONLY.includes(name)]);
});

test.each([
  ['its hosts', entry('{ hosts: [a.example.com, b.example.com] }'), 'a.example.com, b.example.com'],
  ['its address', object('WorkloadEntry', { address: '203.0.113.7' }), '203.0.113.7'],
  ['its external name', alias('pastebin.com'), 'pastebin.com'],
  ['the hosts of a Backend', backend('web.shop.svc', 'pastebin.com'), 'web.shop.svc, pastebin.com'],
])('a refusal says where the object leads: %s', (_, given, host) => {
  expect(judge(given)).toBe(`${WITHOUT} (host ${host}, owner none, ticket none)`);
});

test('only check reads the addresses of Services: tenants may not write EndpointSlices by the roles of Kubernetes', () => {
  const service = object('Service', { ports: [{ port: 80 }] });
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'x-1', namespace: 'team-a', labels: { 'kubernetes.io/service-name': 'x' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['203.0.113.7'] }],
    ports: [{ port: 80 }],
  } as unknown as Manifest;
  expect(judge(service)).toBe('not matched: names-a-destination');
  const { findings } = checkManifests([service, slice], { platform: Platform.for({}), now: NOW });
  expect(findings.map(({ rule, object: on }) => `${rule} ${on?.kind}`)).toEqual(['egress/unapproved-host EndpointSlice']);
});

test.each(OUTSIDE)('with an approval it is accepted: %s', (_, given) => {
  const { labels, annotations } = grant();
  expect(judge({ ...given, metadata: { ...given.metadata, labels, annotations } })).toBe('accepted');
});

test('needs no approval: an ordinary Service, and what is being deleted', () => {
  expect(judge(object('Service', { ports: [{ port: 80 }] }))).toBe('not matched: names-a-destination');
  const ending = object('ServiceEntry', {}, { deletionTimestamp: '2026-11-23T00:00:00Z' });
  const update = { request: { operation: 'UPDATE' }, oldObject: ending };
  const guard = approvalGuard({ keys: DEFAULT_APPROVAL_KEYS, limits: {}, excludedNamespaces: [], gateways: {} });
  expect(verdict(alone(guard), ending, NOW, update)).toBe('not matched: not-being-deleted');
});

test('needs no approval in an excluded namespace, but in others with a similar name', () => {
  const inNamespace = (namespace: string) => object('Backend', {}, { namespace });
  const settings = { excludedNamespaces: ['virtual-machines', 'legacy'] };
  expect(judge(inNamespace('legacy'), settings)).toBe('not matched: not-in-an-excluded-namespace');
  expect(judge(inNamespace('virtual-machines'), settings)).toBe('not matched: not-in-an-excluded-namespace');
  expect(judge(inNamespace('legacy-2'), settings)).toEqual(UNAPPROVED);
  expect(judge(inNamespace('legacy'))).toEqual(UNAPPROVED);
});

const approved = (fields: Parameters<typeof grant>[0], label = 'true', domain = 'security.corp') => {
  const { annotations } = grant(fields);
  const renamed = Object.entries(annotations).map(([key, value]) => [key.replace('security.corp', domain), value]);
  return object('Backend', {}, { labels: { [`${domain}/egress-approved`]: label }, annotations: Object.fromEntries(renamed) });
};

test.each([
  ['current', approved({}), 'accepted'],
  ['"false"', approved({}, 'false'), /without approval/],
  ['"ended"', approved({}, 'ended'), /without approval/],
  ['no ticket', approved({ ticket: '' }), /incomplete approval/],
  ['ended', approved({ until: '2026-11-23T12:00:00Z' }), /approval has ended/],
  ['not begun', approved({ from: '2026-11-23T12:00:01Z' }), /approval has not begun/],
  ['a date in another form', approved({ until: 'tomorrow' }), /incomplete approval/],
])('judges the approval: %s', (_, given, expected) => {
  expect(judge(given)).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
});

test('judges the approval under the label domain of the app, and no other', () => {
  expect(judge(approved({}, 'true', 'acme.io'), { domain: 'acme.io' })).toBe('accepted');
  expect(judge(approved({}, 'true', 'acme.io'))).toEqual(UNAPPROVED);
  expect(judge(approved({}), { domain: 'acme.io' })).toBe(
    'egress destination without approval: label acme.io/egress-approved must be "true" (host x, owner none, ticket none)',
  );
});

test('in audit, violations are reported and nothing is rejected, not even while Kyverno is down', () => {
  const spec = alone(approvalGuard({ keys: DEFAULT_APPROVAL_KEYS, limits: {}, excludedNamespaces: [], gateways: {} }), 'audit');
  expect(spec).toMatchObject({ validationActions: ['Audit'], failurePolicy: 'Ignore' });
  expect(verdict(spec, object('Backend', {}), NOW)).toEqual(UNAPPROVED);
});

const LABEL = 'gateway.networking.k8s.io/gateway-name';
const capture = (changes: object = {}, metadata: object = {}) => {
  const selector = { labels: { [LABEL]: 'exit' } };
  const spec = {
    hosts: ['api.example.com'],
    location: 'MESH_INTERNAL',
    resolution: 'STATIC',
    workloadSelector: selector,
    ...changes,
  };
  return object('ServiceEntry', spec, { namespace: 'egress-system', ...metadata });
};
const atExit = (given: object) => judge(given, { gateways: { 'egress-system': ['exit'] } });

test('a ServiceEntry that sends connections to the pods of an egress gateway needs no approval: the gateway decides', () => {
  expect(atExit(capture())).toBe('not matched: not-a-way-to-the-gateway');
});

test.each([
  ['of another gateway', capture({ workloadSelector: { labels: { [LABEL]: 'other' } } })],
  ['of other pods', capture({ workloadSelector: { labels: { app: 'exit' } } })],
  ['without a selector', capture({ workloadSelector: undefined })],
  ['with endpoints', capture({ endpoints: [{ address: '203.0.113.9' }] })],
  ['that resolves its host', capture({ resolution: 'DNS' })],
  ['outside the mesh', capture({ location: 'MESH_EXTERNAL' })],
  ['in another namespace', capture({}, { namespace: 'team-a' })],
  ['with an approval that is not granted', capture({}, { labels: { 'security.corp/egress-approved': 'pending' } })],
])('a ServiceEntry %s needs an approval', (_, given) => {
  expect(atExit(given)).toEqual(UNAPPROVED);
});

test('a Backend over TLS for the hosts of several routes needs no approval of its own in the namespace of a gateway', () => {
  const dynamic = (enableTls: boolean | undefined, namespace = 'egress-system') =>
    atExit(object('Backend', { dynamicForwardProxy: { ...(enableTls !== undefined && { enableTls }) } }, { namespace }));
  expect(dynamic(true)).toBe('not matched: not-a-backend-for-several-hosts');
  expect([dynamic(false), dynamic(undefined), dynamic(true, 'team-a')]).toEqual([UNAPPROVED, UNAPPROVED, UNAPPROVED]);
});

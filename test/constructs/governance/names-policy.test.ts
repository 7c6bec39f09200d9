import { namesGuard } from '../../../lib/constructs/governance/names-policy';
import { written } from './admission-request';
import { alone } from './alone';

const HOSTS = ['*.wild.example', 'api.example.com', 'ollama.dev'];
const gateways = { 'egress-system': ['exit'] };

function governing(hosts: readonly string[] = HOSTS) {
  const claims = { 'virtual-machines': ['10.20.0.0/16', 'fd00:20::/32'] };
  const entries = { captured: () => ['ollama.dev'], named: () => ['api.example.com rates'] };
  const aliases = () => ({ 'egress-system': ['models'] });
  return alone(
    namesGuard({
      exempt: { groups: ['platform'] },
      gateways,
      hosts: () => hosts,
      ...entries,
      aliases,
      claims,
    }),
  );
}
const spec = governing();

const entry = (given: object, namespace = 'team-b') => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'ServiceEntry',
  metadata: { name: 'x', namespace },
  spec: { hosts: ['vm.mesh.internal'], ...given },
});
const named = (name: string, given: object) => ({
  ...entry(given, 'egress-system'),
  metadata: { name, namespace: 'egress-system' },
});
const service = (name: string, namespace: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace },
  spec: { ports: [{ port: 80 }], ...more },
});
const headless = { clusterIP: 'None' };

const TAKES_HOST = /^the ServiceEntry takes requests for a host .*: remove the host/;
const TAKES_ADDRESS = /^the ServiceEntry takes the connections .*: remove addresses/;
const SPELLS = /^the name and the namespace of the Service spell a host .*: rename/;

test.each([
  ['the host', 'api.example.com'],
  ['the host in capitals', 'API.example.com'],
  ['the host with a dot', 'api.example.com.'],
  ['a wildcard for the host', '*.example.com'],
  ['all hosts', '*'],
  ['a host of a wildcard', 'a.wild.example'],
  ['the wildcard itself', '*.wild.example'],
  ['the host in a search domain', 'ollama.dev.team-a.svc.cluster.local'],
  ['the host in the last search domain', 'api.example.com.cluster.local'],
])('refuses ServiceEntries for a host of the gateway: %s', (_, host) => {
  expect(written(spec, entry({ hosts: ['vm.mesh.internal', host] }))).toMatch(TAKES_HOST);
});

test.each([
  'example.com',
  'www.example.com',
  'api.example.com.evil.example',
  'wild.example',
  'ollama.dev.svc.example',
  '*.example.org',
])('accepts ServiceEntries for other hosts: %s', (host) => {
  expect(written(spec, entry({ hosts: [host] }))).toBe('accepted');
});

test.each(['192.168.65.254', '198.51.100.20', '198.51.100.0/24', '0.0.0.0/0', '::/0', '240.0.0.0/3', '10.20.0.1', 'name'])(
  'refuses ServiceEntries that claim an address: %s',
  (address) => {
    expect(written(spec, entry({ addresses: ['240.240.0.9', address] }))).toMatch(TAKES_ADDRESS);
  },
);

test('accepts the addresses that istiod assigns, and those that a namespace may claim', () => {
  expect(written(spec, entry({ addresses: ['240.240.0.9', '2001:2::7'] }))).toBe('accepted');
  const addresses = ['10.20.3.4', '10.20.128.0/17', 'fd00:20::7'];
  expect(written(spec, entry({ addresses }, 'virtual-machines'))).toBe('accepted');
  expect(written(spec, entry({ addresses: ['10.21.0.1'] }, 'virtual-machines'))).toMatch(TAKES_ADDRESS);
});

test('judges the externalIPs of Services alike', () => {
  expect(written(spec, service('web', 'team-b', { externalIPs: ['198.51.100.20'] }))).toMatch(
    /^the Service takes the connections/,
  );
  expect(written(spec, service('web', 'virtual-machines', { externalIPs: ['10.20.3.4'] }))).toBe('accepted');
});

test.each<[string, object]>([
  ['ollama in dev', service('ollama', 'dev')],
  ['a headless example in com, whose pod api is api.example.com', service('example', 'com', headless)],
  ['a headless dev beside the gateway, whose pod ollama is ollama.dev there', service('dev', 'egress-system', headless)],
])('refuses Services that spell a host of the gateway: %s', (_, given) => {
  expect(written(spec, given)).toMatch(SPELLS);
});

test.each<[string, object]>([
  ['ollama elsewhere', service('ollama', 'team-b')],
  ['others in dev', service('web', 'dev', headless)],
  ['a Service with an address in com, whose pods have no names', service('example', 'com', { clusterIP: '10.0.0.7' })],
  ['a headless dev elsewhere', service('dev', 'team-b', headless)],
  ['ordinary Services of the gateway', service('authz', 'egress-system')],
])('accepts other Services: %s', (_, given) => {
  expect(written(spec, given)).toBe('accepted');
});

test('the namespaces of gateways declare the hosts, and the platform is exempt', () => {
  const own = { hosts: ['api.example.com'], addresses: ['198.51.100.20'] };
  expect(written(spec, named('api.example.com', own))).toBe('accepted');
  expect(written(spec, entry(own), { groups: ['platform'] })).toBe('not matched: not-by-the-platform');
});

test('accepts updates that change no name: a Service that exists keeps working', () => {
  const before = service('ollama', 'dev');
  const marked = { ...before, metadata: { ...before.metadata, finalizers: ['x'] } };
  expect(written(spec, marked, { before })).toBe('not matched: changes-a-name');
  const [was, is] = [entry({}), entry({ hosts: ['api.example.com'] })];
  expect(written(spec, is, { before: was })).toMatch(TAKES_HOST);
});

test('no expression exceeds what the parser of CEL reads, with any number of hosts', () => {
  const hosts = Array.from({ length: 10_000 }, (_, n) => `service-${n}.department.example.com`);
  const many = governing(hosts);
  for (const { expression } of many.variables ?? []) expect(expression.length).toBeLessThan(100_000);
  for (const host of [hosts[0], hosts[5_000], hosts[9_999]]) expect(written(many, entry({ hosts: [host] }))).toMatch(TAKES_HOST);
  expect(written(many, entry({ hosts: ['service-10000.department.example.com'] }))).toBe('accepted');
});

test('without hosts, it judges addresses alone', () => {
  expect(written(governing([]), entry({ hosts: ['api.example.com'] }))).toBe('accepted');
  expect(written(governing([]), entry({ addresses: ['198.51.100.20'] }))).toMatch(TAKES_ADDRESS);
});

const SECOND = /^the ServiceEntry has a host of the egress gateway, but is not the one of this host/;

test('beside a gateway, a host has one ServiceEntry, which has its name', () => {
  const [api, ollama] = [{ hosts: ['api.example.com'] }, { hosts: ['ollama.dev'] }];
  for (const name of ['api.example.com', 'rates']) expect(written(spec, named(name, api))).toBe('accepted');
  for (const name of ['api', 'api.example.com-capture', 'ollama.dev']) expect(written(spec, named(name, api))).toMatch(SECOND);
  // One that sends the calls of applications to the gateway has another name than a destination would have.
  expect(written(spec, named('ollama.dev-capture', ollama))).toBe('accepted');
  expect(written(spec, named('ollama.dev', ollama))).toMatch(SECOND);
  expect(written(spec, named('x', { hosts: ['www.example.org', 'ollama.dev'] }))).toMatch(SECOND);
  expect(written(spec, named('x', { hosts: ['www.example.org'] }))).toBe('accepted');
});

const route = (kind: string, ref: object, rule: object = {}, namespace = 'egress-system') => ({
  ...{ apiVersion: 'gateway.networking.k8s.io/v1', kind, metadata: { name: 'x', namespace } },
  spec: { rules: [{ backendRefs: [{ group: 'gateway.kgateway.dev', kind: 'Backend', name: 'api.example.com' }, ref], ...rule }] },
});
const [capture, alias, own] = [
  { kind: 'ServiceEntry', name: 'ollama.dev-capture' },
  { name: 'models', port: 80 },
  { name: 'exit', port: 8080 },
];
const BACK = /^the route leads back to the egress gateway/;

test.each(['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'])('refuses a %s that leads back to the gateway', (kind) => {
  for (const ref of [capture, alias, own]) expect(written(spec, route(kind, ref))).toMatch(BACK);
  expect(written(spec, route(kind, { name: 'authz', port: 9081 }))).toBe('accepted');
  expect(written(spec, route(kind, { kind: 'ServiceEntry', name: 'api.example.com' }))).toBe('accepted');
  expect(written(spec, route(kind, own, {}, 'team-a'))).toBe('accepted');
});

test('refuses a mirror that leads back to the gateway', () => {
  const mirror = { filters: [{ type: 'RequestMirror', requestMirror: { backendRef: alias } }] };
  expect(written(spec, route('HTTPRoute', { name: 'authz' }, mirror))).toMatch(BACK);
  expect(written(spec, { ...route('HTTPRoute', alias), spec: {} })).toBe('accepted');
});

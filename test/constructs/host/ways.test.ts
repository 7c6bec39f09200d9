import { Caller, CallerSet, type DestinationKind, type ExternalHostProps, Tls, Way } from '../../../lib';
import { dynamicChecks } from '../../../lib/constructs/host/dynamic-checks';
import { wayChecks } from '../../../lib/constructs/host/way-checks';
import { findings, type Row, refusals, untested } from '../../findings';
import { egress, exit, gateway, grant, host, policy } from '../../kit';
import { type Manifests, manifests } from '../../manifests';

type Given = Partial<ExternalHostProps>;

/** The objects of hosts at a gateway with a policy. A host whose approval has ended is refused, and does not stop the others. */
function made(...hosts: readonly Given[]) {
  const { app, chart } = egress();
  const through = exit(chart);
  for (const [i, given] of hosts.entries()) host(chart, through, given, `h${i}`);
  return manifests(app);
}

interface Ports {
  readonly ports: readonly { readonly number: number; readonly targetPort: number; readonly protocol: string }[];
}
const captured = (all: ReturnType<typeof made>, name: string) =>
  (all.get('ServiceEntry', `${name}-capture`).spec as Ports).ports.map(({ number, targetPort }) => `${number} to ${targetPort}`);

/** The request policy, as the server reads it. */
/** What the only route with rules tells the request policy. */
const contextOf = (all: Manifests) =>
  all
    .ofKind('TrafficPolicy')
    .map(({ spec }) => (spec as { extAuth: { contextExtensions?: Record<string, string> } }).extAuth.contextExtensions)
    .find((each) => each?.['egress.host'] !== undefined) ?? {};

test('by default, applications call the Service of the gateway', () => {
  const all = made({});
  expect(all.ofKind('Service').map(({ metadata }) => metadata.name)).toEqual(['authz']);
  expect(all.ofKind('ServiceEntry').map(({ metadata }) => metadata.name)).toEqual(['api.example.com']);
});

test('a transparent host is called by its name: the mesh sends the calls to the listener of its callers', () => {
  const all = made({ ways: [Way.transparent()] });
  expect(all.get('ServiceEntry', 'api.example.com-capture').spec).toEqual({
    hosts: ['api.example.com'],
    location: 'MESH_INTERNAL',
    ports: [{ name: 'http-80', number: 80, protocol: 'HTTP', targetPort: 8080 }],
    resolution: 'STATIC',
    workloadSelector: { labels: { 'gateway.networking.k8s.io/gateway-name': 'exit' } },
  });
  // Another ServiceEntry for the name would take the calls, or bring those of the gateway back to it.
  expect(all.ofKind('ServiceEntry')).toHaveLength(1);
  expect(all.get('Backend', 'api.example.com').spec).toEqual({ static: { hosts: [{ host: 'api.example.com.', port: 443 }] } });
});

test.each<[string, Given, string]>([
  ['80 if the gateway uses TLS to the host', {}, '80 to 8080'],
  ['that of the host if it speaks plaintext', { port: 11434, tls: Tls.none() }, '11434 to 8080'],
])('the port of a transparent host is %s', (_, given, expected) => {
  expect(captured(made({ ...given, ways: [Way.transparent()] }), 'api.example.com')).toEqual([expected]);
  expect(captured(made({ ...given, ways: [Way.transparent({ port: 8000 })] }), 'api.example.com')).toEqual(['8000 to 8080']);
});

test('several ports of a name are in one ServiceEntry, each for the callers of its host', () => {
  const others = new CallerSet({ name: 'more', port: 8081, callers: [Caller.serviceAccount('team-a', 'agent')] });
  const all = made(
    { ways: [Way.transparent()] },
    { name: 'admin', port: 8443, callers: others, ways: [Way.transparent({ port: 8443 })] },
  );
  expect(captured(all, 'api.example.com')).toEqual(['80 to 8080', '8443 to 8081']);
  expect(all.ofKind('ServiceEntry')).toHaveLength(1);
});

/** Two gateways in namespaces of their own, with the same host. */
function twice(first: Given, second: Given) {
  const { app, chart } = egress({ severities: { 'egress/unlimited-client': 'off' } });
  host(chart, exit(chart), first, 'first');
  const other = gateway(chart, { name: 'other', namespace: 'egress-other' }, 'other');
  policy(chart, other, {}, 'other-policy');
  host(chart, other, second, 'second');
  return app;
}

test.each<[string, Given]>([
  ['as a Backend', { destination: 'Backend', ways: [Way.proxy()] }],
  ['as a dynamic destination', { destination: 'dynamic', ways: [Way.alias('api')] }],
])('a second gateway reaches a captured host %s', (_, second) => {
  expect(findings(twice({ ways: [Way.transparent()] }, second))).toEqual([]);
});

test.each<[string, Given, string]>([
  ['captures its name too', { ways: [Way.transparent()] }, 'api.example.com-capture'],
  ['has a ServiceEntry for it', {}, 'api.example.com'],
])('a second gateway that %s is reported: one of the two would have no effect', (_, second, name) => {
  const found = findings(twice({ ways: [Way.transparent()] }, second));
  expect(found.map(({ rule, object }) => [rule, object])).toEqual([
    ['egress/duplicate-host', `ServiceEntry egress-other/${name}`],
  ]);
});

test('an alias is a Service of the gateway, and the decision replaces it by the name of the host', () => {
  const all = made({ ways: [Way.alias('api')] });
  expect(all.get('Service', 'api').spec).toEqual({
    ports: [{ name: 'http', port: 80, targetPort: 8080 }],
    selector: { 'gateway.networking.k8s.io/gateway-name': 'exit' },
  });
  const { hostnames } = all.get('HTTPRoute', 'api.example.com').spec as { hostnames: string[] };
  const names = ['api.egress-system', 'api.egress-system.svc', 'api.egress-system.svc.cluster.local'];
  expect(hostnames).toEqual(['api.example.com', ...names]);
  expect(contextOf(all)).toMatchObject({ 'egress.names': names.join(','), 'egress.authority': 'api.example.com' });
});

test('the Host header that a host gets has its port only if that is unusual, whatever the request had', () => {
  const authority = (given: Given) => contextOf(made(given))['egress.authority'];
  expect(authority({ port: 8443 })).toBe('api.example.com:8443');
  expect(authority({ port: 8443, ways: [Way.alias('api')] })).toBe('api.example.com:8443');
  expect(authority({ port: 80, tls: Tls.none() })).toBe('api.example.com');
  expect(authority({ host: '*.example.com' })).toBeUndefined();
});

test('a host whose approval has ended keeps its ways, so that callers learn why they are refused', () => {
  const all = made(
    { approval: grant({ until: '2026-11-01' }), ways: [Way.transparent(), Way.alias('api')] },
    { host: 'b.example.com' },
  );
  expect(captured(all, 'api.example.com')).toEqual(['80 to 8080']);
  expect(all.get('Service', 'api')).toBeDefined();
  expect(all.ofKind('Backend')).toEqual([]);
  expect(all.get('DirectResponse', 'api.example.com').spec).toMatchObject({ status: 403 });
});

const json = <T>(value: unknown) => value as T;
const one: readonly Row<[Given]>[] = [
  ['no list', { ways: json(Way.proxy()) }],
  ['a name of a way', { ways: json(['transparent']) }],
  ['nothing', { ways: json([null]) }],
  ['a malformed port', { ways: [Way.transparent({ port: 70_000 })] }],
  ['settings that are no object', { ways: [Way.transparent(json('80'))] }],
  ['a malformed alias', { ways: [Way.alias('Api')] }],
  ['an alias that is no text', { ways: [Way.alias(json(7))] }],
  ['a transparent wildcard', { host: '*.example.com', ways: [Way.transparent()] }],
  ['an alias of a wildcard', { host: '*.example.com', ways: [Way.alias('api')] }],
  ['TLS inside HTTP', { ways: [Way.transparent({ port: 443 })] }],
  ['a port twice', { ways: [Way.transparent(), Way.transparent({ port: 80 })] }],
  ['an alias twice', { ways: [Way.alias('api'), Way.alias('api')] }],
  ['six aliases', { ways: ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => Way.alias(name)) }],
  ['the name of the gateway', { ways: [Way.alias('exit')] }],
  ['two ServiceEntries for a name', { ways: [Way.transparent()], destination: 'ServiceEntry' }],
  ['a wildcard as a ServiceEntry', { host: '*.example.com', destination: 'ServiceEntry' }],
  ['a wildcard as a static Backend', { host: '*.example.com', destination: 'Backend' }],
  ['another port', { destination: 'dynamic', port: 8443 }],
  ['plaintext', { destination: 'dynamic', tls: Tls.none() }],
  ['TLS with another name', { destination: 'dynamic', tls: Tls.originate({ hostname: 'b.example.com' }) }],
  ['TLS with a private CA', { destination: 'dynamic', tls: Tls.originate({ caSecret: 'ca' }) }],
  ['TLS with a CA in a ConfigMap', { host: '*.example.com', tls: Tls.originate({ caConfigMap: 'ca' }) }],
  ['HTTP/2', { destination: 'dynamic', protocol: 'grpc' }],
  ['settings of DNS', { destination: 'dynamic', dns: { refreshRate: '30s' } }],
  ['a limit of its own', { destination: 'dynamic', maxConcurrentRetries: 3 }],
  ['a kind that does not exist', { destination: json<DestinationKind>('Dynamic') }],
  ['a wildcard of a registry', { host: '*.co.uk' }],
  ['a wildcard of a company', { host: '*.s3.eu-central-1.amazonaws.com' }],
  ['a wildcard of one label', { host: '*.corp' }],
  ['a wildcard inside', { host: '*.svc.cluster.local' }],
  ['a wildcard in the middle', { host: 'api.*.example.com' }],
  ['a wildcard in a label', { host: 'a*.example.com' }],
];

function refuse(given: Given, platform: object = {}) {
  const { app, chart } = egress({ platform });
  host(chart, exit(chart), given);
  return findings(app);
}

test('reports ways and dynamic destinations that cannot work', () => {
  expect(refusals(one, refuse)).toMatchInlineSnapshot(`
"input/ways  ways
  allowed: a list of Way.transparent(), Way.alias('api') and Way.proxy()
  fix: write ways as such a list, or remove it for calls to the Service of the gateway
  - no list: got {"kind":"proxy","settings":{}}
input/ways  ways[0]
  allowed: a list of Way.transparent(), Way.alias('api') and Way.proxy()
  fix: write ways as such a list, or remove it for calls to the Service of the gateway
  - a name of a way: got "transparent" (a string)
  - nothing: got null
input/ways  ways[0].port
  allowed: a whole number from 1 to 65535
  fix: correct the port, or remove it
  - a malformed port: got 70000
input/ways  ways[0]
  allowed: an object { port }
  fix: write Way.transparent({ port: 8080 }), or Way.transparent()
  - settings that are no object: got "80" (a string)
input/ways  ways[0]
  allowed: the name of a Service: a-z, 0-9 and -, starting with a letter, at most 63 characters
  fix: write a short name for the host: Way.alias('api')
  - a malformed alias: got Api
  - an alias that is no text: got 7 (a number)
input/ways  ways
  allowed: Way.proxy() for a wildcard: the mesh captures only whole names, and an alias stands for one name
  fix: use Way.proxy(), or declare the hosts that applications call by their names
  - a transparent wildcard: got Way.transparent for *.example.com
  - an alias of a wildcard: got Way.alias for *.example.com
input/ways  ways
  allowed: a port of plain HTTP: the gateway decides on requests, and does not see those inside TLS
  fix: let applications call http:// on port 80, or use a PassthroughHost for https://
  - TLS inside HTTP: got Way.transparent() on port 443
input/ways  ways
  allowed: each port of a name once per gateway: the port selects the listener, and so the callers
  fix: name another port, Way.transparent({ port: 8080 }), or use Way.alias for one of the hosts
  - a port twice: got ["Way.transparent() on port 80 of api.example.com"]
input/ways  ways
  allowed: at most 5 aliases, each once: a route has at most 16 host names
  fix: remove aliases
  - an alias twice: got ["api","api"]
  - six aliases: got ["a","b","c","d","e","f"]
input/ways  ways
  allowed: aliases other than the name of the gateway, which is the name of its own Service
  fix: rename the alias
  - the name of the gateway: got ["exit"]
input/destination  destination
  allowed: 'Backend' or 'dynamic' with Way.transparent(): of two ServiceEntries for one host, the older one wins, and the gateway would call itself
  fix: remove destination
  - two ServiceEntries for a name: got ServiceEntry
input/destination  destination
  allowed: 'dynamic' for a wildcard: a ServiceEntry and a static Backend resolve one name
  fix: remove destination, or declare each host with its full name
  - a wildcard as a ServiceEntry: got ServiceEntry
  - a wildcard as a static Backend: got Backend
input/destination  port
  allowed: 443 for a dynamic destination: the gateway removes the port from the Host header, so that clients cannot choose it
  fix: set destination: 'ServiceEntry' or 'Backend'
  - another port: got 8443
input/destination  tls
  allowed: TLS for a dynamic destination: only the certificate shows that an address belongs to the name of the request
  fix: remove tls, or set destination: 'ServiceEntry' or 'Backend'
  - plaintext: got Tls.none()
input/destination  tls
  allowed: for a dynamic destination, the name of each request and TLS 1.2 or 1.3; a Secret only with a wildcard, whose Backend is its own
  fix: remove it, or set destination: 'ServiceEntry' or 'Backend'
  - TLS with another name: got Tls.originate with hostname
  - TLS with a private CA: got Tls.originate with caSecret
  - TLS with a CA in a ConfigMap: got Tls.originate with caConfigMap
input/destination  protocol
  allowed: http for a dynamic destination, which cannot negotiate HTTP/2
  fix: set destination: 'ServiceEntry' or 'Backend'
  - HTTP/2: got grpc
input/destination  dns
  allowed: no settings of DNS for a dynamic destination, which resolves the names of requests
  fix: remove dns, or set destination: 'ServiceEntry' or 'Backend'
  - settings of DNS: got {"refreshRate":"30s"}
input/destination  maxConcurrentRetries
  allowed: no limit of its own for a host that shares its Backend with others
  fix: remove maxConcurrentRetries for 1024, or set destination: 'ServiceEntry' or 'Backend'
  - a limit of its own: got 3
input/destination  destination
  allowed: ServiceEntry, Backend, dynamic
  fix: correct the kind, or remove destination for ServiceEntry
  - a kind that does not exist: got Dynamic
input/host  host
  allowed: a wildcard below a domain with one owner, such as *.example.com
  fix: declare the hosts that are needed
  - a wildcard of a registry: got *.co.uk
egress/wildcard-public-suffix  host
  allowed: a wildcard below a domain with one owner: everybody can get a name below this one, and receive what callers send
  fix: declare the hosts that are needed, or waive 'egress/wildcard-public-suffix' with the reason
  - a wildcard of a company: got *.s3.eu-central-1.amazonaws.com
warning egress/wildcard-memory  spec.dynamicForwardProxy
  callers of a wildcard can exhaust the memory of the gateway with names that they invent
  allowed: a Secret with the CAs of the hosts
  fix: write tls: Tls.originate({ caSecret: '…' }) with the CAs that sign the certificates below the wildcard
  - a wildcard of a company: got the CAs of the system, 1.3 MiB for each of up to 1,024 names
input/host  host
  allowed: a host name in lower case, such as api.example.com, or a wildcard for all names below a domain, such as *.example.com
  fix: write the wildcard as the first label, or declare each host with its full name
  - a wildcard of one label: got *.corp
  - a wildcard inside: got *.svc.cluster.local
  - a wildcard in the middle: got api.*.example.com
  - a wildcard in a label: got a*.example.com"
`);
});

test('reports dynamic destinations on versions of kgateway that cannot close the port', () => {
  const rows: readonly Row<[string]>[] = [['2.2', '2.2']];
  expect(refusals(rows, (kgateway) => refuse({ destination: 'dynamic' }, { kgateway }))).toMatchInlineSnapshot(`
"input/platform-feature  destination
  allowed: ServiceEntry or Backend on this version of kgateway, which cannot remove the port from the Host header
  fix: target kgateway 2.3 or later, or set destination: 'ServiceEntry' or 'Backend'
  - 2.2: got dynamic"
`);
});

const agent = Caller.serviceAccount('team-a', 'agent');
const named = (name: string, ...callers: Caller[]) => new CallerSet({ name, callers });
const several: readonly Row<[readonly Given[]]>[] = [
  [
    'a port of a name twice',
    [{ ways: [Way.transparent()] }, { name: 'b', callers: named('b', agent), ways: [Way.transparent()] }],
  ],
  [
    'a proxy on two ports',
    [
      { callers: named('a', agent), ways: [Way.proxy()] },
      { host: 'b.example.com', callers: named('b', agent), ways: [Way.proxy()] },
    ],
  ],
  [
    'a proxy on two ports, by a whole namespace',
    [
      { callers: named('a', agent), ways: [Way.proxy()] },
      { host: 'b.example.com', callers: named('b', Caller.namespace('team-a')), ways: [Way.proxy()] },
    ],
  ],
];

function refuseAll(hosts: readonly Given[]) {
  const { app, chart } = egress();
  const through = exit(chart);
  for (const [i, given] of hosts.entries()) host(chart, through, given, `h${i}`);
  return findings(app).filter(({ rule }) => rule.startsWith('input/'));
}

test('reports ways of several hosts that exclude each other', () => {
  expect(refusals(several, refuseAll)).toMatchInlineSnapshot(`
"input/ways  ways
  allowed: each port of a name once per gateway: the port selects the listener, and so the callers
  fix: name another port, Way.transparent({ port: 8080 }), or use Way.alias for one of the hosts
  - a port of a name twice: got ["Way.transparent() on port 80 of api.example.com"]
  - a port of a name twice: got ["Way.transparent() on port 80 of api.example.com"]
input/ways  hosts.ways
  allowed: one set of callers for all hosts that a caller reaches by Way.proxy(): a proxy has one port, which is that of the set
  fix: give these hosts the same callers, or use Way.transparent() or Way.alias for those of the other sets
  - a proxy on two ports: got team-a/agent: a, b
  - a proxy on two ports, by a whole namespace: got team-a/*: a, b"
`);
});

test('a caller can use the gateway as its proxy for all hosts of one set', () => {
  const callers = named('a', agent, Caller.serviceAccount('team-b', 'batch'));
  expect(
    refuseAll([
      { callers, ways: [Way.proxy()] },
      { host: 'b.example.com', callers, ways: [Way.proxy()] },
    ]),
  ).toEqual([]);
});

test('reports an alias at a gateway that has no decision to replace it', () => {
  const { app, chart } = egress();
  host(chart, exit(chart, { decision: 'none' }), { ways: [Way.alias('api')] });
  expect(findings(app).map(({ rule, path }) => `${rule} ${path}`)).toContain('input/ways ways');
});

test('every check is tested', () => {
  const run = () => {
    for (const [, given] of one) refuse(given);
    for (const [, hosts] of several) refuseAll(hosts);
    refuse({ destination: 'dynamic' }, { kgateway: '2.2' });
    const { app, chart } = egress();
    host(chart, exit(chart, { decision: 'none' }), { ways: [Way.alias('api')] });
    findings(app);
  };
  expect(untested([...wayChecks, ...dynamicChecks], run)).toEqual([]);
});

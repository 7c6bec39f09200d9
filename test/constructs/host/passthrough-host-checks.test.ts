import { CallerSet, EgressGateway, type ImportedGatewayProps, type PassthroughHostProps } from '../../../lib';
import { approvalChecks } from '../../../lib/constructs/host/approval-checks';
import { addressChecks } from '../../../lib/constructs/host/host-address-checks';
import { passthroughChecks } from '../../../lib/constructs/host/passthrough-host-checks';
import { asRows, findings, refusals, untested } from '../../findings';
import { AGENTS, egress, exit, passthrough } from '../../kit';

type Given = { readonly [key: string]: unknown };

function refuse(given: Given) {
  const { app, chart } = egress();
  passthrough(chart, exit(chart), given as Partial<PassthroughHostProps>);
  return findings(app);
}

const rows = asRows<Given>([
  { name: 'Bank' },
  { host: `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(54)}.com` },
  { host: 'https://bank.example.com' },
  { host: '*.example.com' },
  { host: '198.51.100.5', protocol: 'tcp' },
  { port: 80 },
  { port: 0 },
  { protocol: 'http' },
  { protocol: 'udp' },
  { listenerPort: 20_443 },
  { listenerPort: 0, protocol: 'tcp' },
  { listenerPort: 15_008, protocol: 'tcp', host: 'db.example.com', port: 5432 },
  { reason: ' ' },
]);

test('reports invalid names, ports, protocols and reasons', () => {
  expect(refusals(rows, refuse)).toMatchInlineSnapshot(`
"input/name  name
  allowed: a DNS subdomain: a-z, 0-9, - and ., at most 245 characters
  fix: correct the name, or remove it to name the objects after the host
  - { name: 'Bank' }: got Bank
input/name  name
  allowed: a name of at most 245 characters: the host, which is the default name, is longer
  fix: set a shorter name
  - { host: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… (262 characters): got nothing
input/host  host
  allowed: a host name in lower case, such as api.example.com, without a scheme
  fix: write host: 'bank.example.com'; the property protocol says what applications speak
  - { host: 'https://bank.example.com' }: got https://bank.example.com
input/host  host
  allowed: a full host name: the mesh captures only full names, and the gateway connects to one name
  fix: declare each host with its full name; for HTTP, an ExternalHost with destination 'dynamic' can have a wildcard
  - { host: '*.example.com' }: got *.example.com
input/host  host
  allowed: a host name in lower case, such as api.example.com; not an IP address, which has no owner and no certificate
  fix: use a DNS name of the destination
  - { host: '198.51.100.5', protocol: 'tcp' }: got 198.51.100.5
egress/tls-on-http-port  port
  allowed: a port of TLS, such as 443: calls to http://… name no server, and the gateway closes their connections
  fix: use the HTTPS port of the host; for http://…, use an ExternalHost
  - { port: 80 }: got protocol tls for port 80
input/port  port
  allowed: a whole number from 1 to 65535
  fix: correct the port
  - { port: 0 }: got 0
input/protocol  protocol
  allowed: tls, tcp
  fix: correct the protocol, or remove it for tls; for HTTP and gRPC, use an ExternalHost; nothing can route UDP
  - { protocol: 'http' }: got http
  - { protocol: 'udp' }: got udp
input/port  listenerPort
  allowed: no listenerPort with protocol tls: all hosts with the same callers share a listener
  fix: remove it; to choose the port, use new CallerSet({ name: '…', tlsPort: 20443, callers: […] })
  - { listenerPort: 20443 }: got 20443
input/port  listenerPort
  allowed: a whole number from 1 to 65535
  fix: correct the port, or remove it for a port that follows from the name
  - { listenerPort: 0, protocol: 'tcp' }: got 0
input/callers  callerSets.port
  allowed: ports other than 8082, 9091, 19000 and 15000 to 15099
  fix: give the callers ports of their own: new CallerSet({ name: '…', port: 20080, tlsPort: 20443, callers: […] }), or listenerPort of the host for TCP
  - { listenerPort: 15008, protocol: 'tcp', host: 'db.example.com', port: 5432 }: got ["db.example.com-tcp: 15008 (HBONE port of ztunnel)"]
input/port  listenerPort
  allowed: ports other than 8082, 9091, 19000 and 15000 to 15099
  fix: choose another port, or remove listenerPort
  - { listenerPort: 15008, protocol: 'tcp', host: 'db.example.com', port: 5432 }: got 15008 (HBONE port of ztunnel)
input/inspection  reason
  allowed: why the gateway cannot read the requests
  fix: state the reason, such as reason: 'the client authenticates with its own certificate'
  - { reason: ' ' }: got " " (with blanks)"
`);
});

const unacknowledged = asRows<Given>([
  { inspection: undefined },
  { inspection: 'full' },
  { inspection: undefined, reason: undefined },
  { reason: undefined },
]);

test('somebody must acknowledge that nobody inspects the connections, and state the reason', () => {
  expect(refusals(unacknowledged, refuse)).toMatchInlineSnapshot(`
"input/inspection  inspection
  allowed: 'none', which acknowledges that nobody inspects the connections
  fix: set inspection: 'none' and the reason; if the protocol is HTTP, use an ExternalHost, whose requests are decided on and logged
  - { inspection: undefined }: got nothing
  - { inspection: 'full' }: got full
  - { inspection: undefined, reason: undefined }: got nothing
input/inspection  reason
  allowed: why the gateway cannot read the requests, as a non-empty text
  fix: state the reason, such as reason: 'the client authenticates with its own certificate'; if the value is that of an environment variable, set the variable
  - { inspection: undefined, reason: undefined }: got nothing
  - { reason: undefined }: got nothing"
`);
});

const ofRequests = asRows<Given>([
  { retries: 2 },
  { timeout: '5s' },
  { perTryTimeout: '5s' },
  { retryOn: 'safe' },
  { maxConcurrentRetries: 3 },
  { tls: {} },
  { ways: [] },
  { objectNames: {} },
  { retryes: 2 },
]);

test('properties of requests are reported, with the construct that has them', () => {
  expect(refusals(ofRequests, refuse)).toMatchInlineSnapshot(`
"input/property  retries
  allowed: properties of a connection, not those of requests
  fix: the gateway sees no requests here: remove the property, or use an ExternalHost
  - { retries: 2 }: got 2
input/property  timeout
  allowed: properties of a connection, not those of requests
  fix: the gateway sees no requests here: remove the property, or use an ExternalHost
  - { timeout: '5s' }: got "5s" (a string)
input/property  perTryTimeout
  allowed: properties of a connection, not those of requests
  fix: the gateway sees no requests here: remove the property, or use an ExternalHost
  - { perTryTimeout: '5s' }: got "5s" (a string)
input/property  retryOn
  allowed: properties of a connection, not those of requests
  fix: the gateway sees no requests here: remove the property, or use an ExternalHost
  - { retryOn: 'safe' }: got "safe" (a string)
input/property  maxConcurrentRetries
  allowed: properties of a connection, not those of requests
  fix: the gateway sees no requests here: remove the property, or use an ExternalHost
  - { maxConcurrentRetries: 3 }: got 3
input/property  tls
  allowed: properties of a connection, not those of requests
  fix: the gateway sees no requests here: remove the property, or use an ExternalHost
  - { tls: {} }: got {}
input/property  ways
  allowed: properties of a connection, not those of requests
  fix: the gateway sees no requests here: remove the property, or use an ExternalHost
  - { ways: [] }: got []
input/property  objectNames
  allowed: the properties gateway, host, port, callers, addresses, approval, name, protocol, inspection, reason, listenerPort, waive
  fix: remove the property
  - { objectNames: {} }: got {}
input/property  retryes
  allowed: the properties gateway, host, port, callers, addresses, approval, name, protocol, inspection, reason, listenerPort, waive
  fix: remove the property
  - { retryes: 2 }: got 2"
`);
});

function refuseTwice() {
  const { app, chart } = egress();
  const through = exit(chart);
  passthrough(chart, through, { name: 'one' }, 'one');
  passthrough(chart, through, { name: 'two', callers: new CallerSet({ name: 'b', callers: AGENTS.callers }) }, 'two');
  return findings(app);
}

test('one port of a host leads to one listener', () => {
  expect(refuseTwice().map(({ rule, construct, got }) => `${rule} ${construct} ${got}`)).toMatchInlineSnapshot(`
[
  "input/duplicate-host egress/one (PassthroughHost) port 443 of bank.example.com, which another host of this gateway has too",
  "input/duplicate-host egress/two (PassthroughHost) port 443 of bank.example.com, which another host of this gateway has too",
]
`);
});

function refuseImported(given: Given, listeners?: ImportedGatewayProps['listeners']) {
  const { app, chart } = egress();
  const of = { name: 'exit', namespace: 'egress-system' };
  const through = EgressGateway.fromGatewayName(chart, 'gateway', listeners ? { ...of, listeners } : of);
  passthrough(chart, through, given as Partial<PassthroughHostProps>);
  return findings(app);
}

const set = (name: string, tlsPort?: number) => new CallerSet({ name, callers: AGENTS.callers, ...(tlsPort && { tlsPort }) });
const LISTENERS = [
  { name: 'agents', port: 8080 },
  { name: 'agents-tls', port: 20_443, protocol: 'TLS' },
] as const;

const imported: [string, Given, ImportedGatewayProps['listeners']?][] = [
  ['callers without a set', { callers: [...AGENTS.callers] }],
  ['a set without a listener for TLS', { callers: set('batch') }, LISTENERS],
  ['a listener for requests', { callers: set('agents') }, [{ name: 'agents-tls', port: 20_443 }]],
  ['another port', { callers: set('agents', 20_444) }, LISTENERS],
  ['no port and no listeners', { callers: set('agents') }],
  ['TCP', { protocol: 'tcp', callers: set('agents', 20_443) }, LISTENERS],
  ['addresses', { addresses: ['10.20.30.40'], callers: set('agents') }, LISTENERS],
];

test('at a gateway of another repository, callers are a set with a listener for TLS', () => {
  expect(refusals(imported, refuseImported)).toMatchInlineSnapshot(`
"input/callers  callers
  allowed: a CallerSet with the name of a listener of the gateway, whose callers the gateway's owner admits
  fix: write callers: new CallerSet({ name: 'http', callers: […], tlsPort: 20443 }), and add the same set to callerSets of the gateway
  - callers without a set: got callers without the name of their set
input/callers  callers.name
  allowed: the sets with a listener …-tls at the gateway: agents
  fix: correct the name, or add the set to callerSets of the gateway, and its listener to listeners here
  - a set without a listener for TLS: got batch
input/callers  callers.name
  allowed: the sets with a listener …-tls at the gateway: none
  fix: correct the name, or add the set to callerSets of the gateway, and its listener to listeners here
  - a listener for requests: got agents
input/callers  callers.tlsPort
  allowed: 20443, the port of this listener of the gateway
  fix: remove the port: it is that of the listener
  - another port: got 20444
input/callers  callers.tlsPort
  allowed: the port of the set's listener for TLS, to which the mesh sends the connections
  fix: set tlsPort as the owner of the gateway does, or name its listeners: [{ name: 'http-tls', port: 20443, protocol: 'TLS' }]
  - no port and no listeners: got neither tlsPort of the set nor listeners of the gateway
input/gateway  gateway
  allowed: an EgressGateway of this app: a TCP destination has a listener of its own, which the owner of the gateway creates
  fix: declare the host in the repository of the gateway
  - TCP: got egress-system/exit, a gateway of another repository
input/addresses  addresses
  allowed: no addresses at a gateway of another repository, whose owner writes its network policy
  fix: remove addresses, and add { port, addresses } to the property destinations of its EgressGateway
  - addresses: got ["10.20.30.40"]"
`);
});

test('says of each host what it lacks, and which hosts its client calls besides', () => {
  const { chart } = egress();
  const made = passthrough(chart, exit(chart));
  const told = (made as unknown as { examine(): readonly object[] }).examine();
  expect(told).toMatchInlineSnapshot(`
[
  {
    "allowed": "TLS by server name has no request rule, no positive decision, no access log, and no end by the minute",
    "construct": "egress/passthrough (PassthroughHost)",
    "fix": "if the protocol is HTTP, use an ExternalHost; the client checks the certificate itself: if it also calls the CRL or OCSP hosts of the CA, declare them as ExternalHosts with Tls.none()",
    "got": "'none': the client has a certificate",
    "path": [
      "inspection",
    ],
    "rule": "egress/no-decision",
    "severity": "info",
  },
]
`);
});

test('every check is tested, here or in the file of its part', () => {
  const tried = () => {
    for (const [, given] of rows) refuse(given);
    for (const [, ...given] of imported) refuseImported(...given);
    refuseTwice();
    for (const platform of [{ gatewayApi: '1.4' }, { gatewayApi: '1.5' }] as const) {
      const { app, chart } = egress({ platform });
      passthrough(chart, exit(chart), { protocol: platform.gatewayApi === '1.4' ? 'tls' : 'tcp' });
      findings(app);
    }
  };
  const others: readonly unknown[] = [...approvalChecks, ...addressChecks];
  expect(
    untested(
      passthroughChecks.filter((check) => !others.includes(check)),
      tried,
    ),
  ).toEqual([]);
});

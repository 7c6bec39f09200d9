import { hostNameChecks } from '../../../lib/constructs/host/host-name';
import { isHostName } from '../../../lib/core/net/host-name';
import { findings, type Told, told, untested } from '../../findings';
import { egress, exit, host } from '../../kit';

const NAME = 'a host name in lower case, such as api.example.com';
const WHOLE = `${NAME}: labels of a-z, 0-9 and - of at most 63, at most 253 characters in all`;
const ADDRESS = `${NAME}; no IP address, which names no owner and can't be checked against a certificate`;
const row = (got: string, allowed: string, fix: string): Told => ({ rule: 'input/host', path: 'host', got, allowed, fix });
const scheme = (got: string, name: string) =>
  row(got, `${NAME}, without a scheme`, `write host: '${name}'; whether TLS is spoken is said by tls`);
const path = (got: string, name: string) =>
  row(got, `${NAME}, without a path`, `write host: '${name}'; a path is part of the request`);
const address = (got: string) => row(got, ADDRESS, 'give the destination a DNS name');
const port = (got: string, name: string, number: number) =>
  row(got, `${NAME}, without a port`, `write host: '${name}'; port: ${number}`);
const inside = (got: string) =>
  row(got, 'a host outside the cluster', 'call Services of the cluster directly; they need no egress');
const malformed = (got: string) => row(got, WHOLE, 'correct the name');
const wildcard = (got: string) =>
  row(got, `${NAME}, without a wildcard: kgateway can't resolve one`, 'declare each host by its full name');

const long = `${'a'.repeat(63)}.`.repeat(4);

const rows: readonly Told[] = [
  scheme('https://api.example.com', 'api.example.com'),
  scheme('https://user:secret@api.example.com', 'api.example.com'),
  row('http://192.0.2.1:80', `${NAME}, without a scheme`, 'write the DNS name alone; whether TLS is spoken is said by tls'),
  row('https://*.example.com', `${NAME}, without a scheme`, 'write the DNS name alone; whether TLS is spoken is said by tls'),
  scheme('HTTPS://API.example.com:8443/v1?key=1', 'api.example.com'),
  path('api.example.com/v1', 'api.example.com'),
  path('api.example.com:443/', 'api.example.com'),
  path('api.example.com?x', 'api.example.com'),
  path('api.example.com#x', 'api.example.com'),
  address('192.0.2.1'),
  address('192.0.2.1:443'),
  address('2001:db8::1'),
  address('[2001:db8::1]'),
  address('[2001:db8::1]:443'),
  port('api.example.com:8443', 'api.example.com', 8443),
  port('API.example.com:8443', 'api.example.com', 8443),
  port('api.example.com:', 'api.example.com', 443),
  wildcard('*.example.com'),
  wildcard('api-*.example.com'),
  wildcard('*'),
  row('API.Example.com', NAME, "write host: 'api.example.com'"),
  malformed('api_v1.example.com'),
  malformed('-api.example.com'),
  malformed('api..example.com'),
  malformed('api.example.com.'),
  malformed('api.example.com '),
  malformed('bücher.example'),
  malformed('3232235777'),
  malformed('10.1'),
  malformed(`${'a'.repeat(64)}.com`),
  malformed(`${long}com`),
  inside('localhost'),
  inside('db.localhost'),
  inside('reviews.team-a.svc'),
  inside('reviews.team-a.svc.cluster.local'),
];

test.each(rows)('refuses the host $got: $fix', (finding) => {
  const { app, chart } = egress();
  host(chart, exit(chart), { host: finding.got, name: 'api' });
  expect(told(findings(app))).toEqual([finding]);
});

test.each([
  ['', "''"],
  [undefined, 'nothing'],
  [42, '42'],
])('refuses a host that is no name: %j', (given, got) => {
  const { app, chart } = egress();
  host(chart, exit(chart), { host: given as string, name: 'api' });
  expect(told(findings(app))).toContainEqual(malformed(got));
});

test('every check is tested', () => {
  expect(untested(hostNameChecks, rows)).toEqual([]);
});

test.each([
  'api.example.com',
  'host.docker.internal',
  'intranet',
  'xn--bcher-kva.example',
  '1.example.com',
  `${'a'.repeat(63)}.example.com`,
  'svc.example.com',
  'cluster.local.example.com',
])('takes the host %s', (name) => {
  expect(isHostName(name)).toBe(true);
  const { app, chart } = egress();
  host(chart, exit(chart), { host: name });
  expect(findings(app)).toEqual([]);
});

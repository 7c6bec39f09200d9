import { hostNameChecks } from '../../../lib/constructs/host/host-name';
import { isEgressHostName } from '../../../lib/core/net/dns';
import { findings, type Row, refusals, untested } from '../../findings';
import { egress, exit, host } from '../../kit';

/** Hosts as rows, each named by itself. */
const hosts = (...all: readonly string[]): Row<[string]>[] => all.map((host) => [host, host]);
const long = `${'a'.repeat(63)}.`.repeat(4);

const urls = hosts(
  'https://api.example.com',
  'https://user:secret@api.example.com',
  'http://192.0.2.1:80',
  'https://*.example.com',
  'HTTPS://API.example.com:8443/v1?key=1',
  'api.example.com/v1',
  'api.example.com:443/',
  'api.example.com?x',
  'api.example.com#x',
  'api.example.com:8443',
  'API.example.com:8443',
  'api.example.com:',
);
const otherThanHosts = hosts(
  ...['192.0.2.1', '192.0.2.1:443', '2001:db8::1', '[2001:db8::1]', '[2001:db8::1]:443'],
  ...['*.com', 'api-*.example.com', '*'],
  ...['localhost', 'db.localhost', 'reviews.team-a.svc', 'reviews.team-a.svc.cluster.local'],
);
const malformed: readonly Row<[unknown]>[] = [
  ...hosts('API.Example.com', 'api_v1.example.com', '-api.example.com', 'api..example.com', 'api.example.com.'),
  ...hosts('api.example.com ', 'bücher.example', '3232235777', '10.1', `${'a'.repeat(64)}.com`, `${long}com`),
  ['an empty text', ''],
  ['no host', undefined],
  ['a number', 42],
];

function refuse(given: unknown) {
  const { app, chart } = egress();
  host(chart, exit(chart), { host: given as string, name: 'api' });
  return findings(app).filter(({ path }) => path === 'host');
}

test('reports a host with a scheme, a path or a port, and proposes a correction', () => {
  expect(refusals(urls, refuse)).toMatchInlineSnapshot(`
"input/host  host
  allowed: a host name in lower case, such as api.example.com, without a scheme
  fix: write host: 'api.example.com'; the property tls controls TLS
  - https://api.example.com: got https://api.example.com
  - https://user:secret@api.example.com: got https://user:secret@api.example.com
  - HTTPS://API.example.com:8443/v1?key=1: got HTTPS://API.example.com:8443/v1?key=1
input/host  host
  allowed: a host name in lower case, such as api.example.com, without a scheme
  fix: write only the DNS name; the property tls controls TLS
  - http://192.0.2.1:80: got http://192.0.2.1:80
  - https://*.example.com: got https://*.example.com
input/host  host
  allowed: a host name in lower case, such as api.example.com, without a path
  fix: write host: 'api.example.com'; clients send the path in the request
  - api.example.com/v1: got api.example.com/v1
  - api.example.com:443/: got api.example.com:443/
  - api.example.com?x: got api.example.com?x
  - api.example.com#x: got api.example.com#x
input/host  host
  allowed: a host name in lower case, such as api.example.com, without a port
  fix: write host: 'api.example.com'; port: 8443
  - api.example.com:8443: got api.example.com:8443
  - API.example.com:8443: got API.example.com:8443
input/host  host
  allowed: a host name in lower case, such as api.example.com, without a port
  fix: write host: 'api.example.com'; port: 443
  - api.example.com:: got api.example.com:"
`);
});

test('reports addresses, wildcards and hosts of the cluster', () => {
  expect(refusals(otherThanHosts, refuse)).toMatchInlineSnapshot(`
"input/host  host
  allowed: a host name in lower case, such as api.example.com; not an IP address, which has no owner and no certificate
  fix: use a DNS name of the destination
  - 192.0.2.1: got 192.0.2.1
  - 192.0.2.1:443: got 192.0.2.1:443
  - 2001:db8::1: got 2001:db8::1
  - [2001:db8::1]: got [2001:db8::1]
  - [2001:db8::1]:443: got [2001:db8::1]:443
input/host  host
  allowed: a wildcard below a domain with one owner, such as *.example.com
  fix: declare the hosts that are needed
  - *.com: got *.com
input/host  host
  allowed: a host name in lower case, such as api.example.com, or a wildcard for all names below a domain, such as *.example.com
  fix: write the wildcard as the first label, or declare each host with its full name
  - api-*.example.com: got api-*.example.com
  - *: got *
input/host  host
  allowed: a host outside the cluster
  fix: call the Service directly: requests inside the cluster do not need the egress gateway
  - localhost: got localhost
  - db.localhost: got db.localhost
  - reviews.team-a.svc: got reviews.team-a.svc
  - reviews.team-a.svc.cluster.local: got reviews.team-a.svc.cluster.local"
`);
});

test('reports a host that is not a DNS name', () => {
  expect(refusals(malformed, refuse)).toMatchInlineSnapshot(`
"input/host  host
  allowed: a host name in lower case, such as api.example.com
  fix: write host: 'api.example.com'
  - API.Example.com: got API.Example.com
input/host  host
  allowed: a host name in lower case, such as api.example.com: labels of a-z, 0-9 and -, each at most 63 characters, in total at most 253
  fix: correct the name
  - api_v1.example.com: got api_v1.example.com
  - -api.example.com: got -api.example.com
  - api..example.com: got api..example.com
  - 3232235777: got 3232235777
  - 10.1: got 10.1
  - aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.com: got aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.com
  - aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… (259 characters): got aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… (259 characters)
  - an empty text: got ''
  - a number: got 42 (a number)
input/host  host
  allowed: a host name in lower case, such as api.example.com, without a dot at the end
  fix: write host: 'api.example.com'
  - api.example.com.: got api.example.com.
input/host  host
  allowed: a host name in lower case, such as api.example.com, without blanks
  fix: write host: 'api.example.com'
  - "api.example.com ": got "api.example.com " (with blanks)
input/host  host
  allowed: a host name in lower case, such as api.example.com, in its ASCII form
  fix: write host: 'xn--bcher-kva.example', the punycode form
  - bücher.example: got bücher.example
input/host  host
  allowed: a host name in lower case, such as api.example.com: labels of a-z, 0-9 and -, each at most 63 characters, in total at most 253
  fix: correct the name; if the value is that of an environment variable, set the variable
  - no host: got nothing"
`);
});

test('every check is tested', () => {
  const tried = () => {
    for (const [, given] of [...urls, ...otherThanHosts, ...malformed]) refuse(given);
  };
  expect(untested(hostNameChecks, tried)).toEqual([]);
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
])('accepts the host %s', (name) => {
  expect(isEgressHostName(name)).toBe(true);
  const { app, chart } = egress();
  host(chart, exit(chart), { host: name, addresses: ['10.20.30.40'] });
  expect(findings(app)).toEqual([]);
});

import type { DestinationKind, ExternalHostProps, KgatewayVersion, Protocol } from '../../../lib';
import { approvalChecks } from '../../../lib/constructs/host/approval-checks';
import { credentialChecks } from '../../../lib/constructs/host/credential-checks';
import { dynamicChecks } from '../../../lib/constructs/host/dynamic-checks';
import { addressChecks } from '../../../lib/constructs/host/host-address-checks';
import { hostCallerChecks } from '../../../lib/constructs/host/host-caller-checks';
import { hostChecks } from '../../../lib/constructs/host/host-checks';
import { hostNameChecks } from '../../../lib/constructs/host/host-name';
import { limitChecks } from '../../../lib/constructs/host/limit-checks';
import { requestChecks } from '../../../lib/constructs/host/request-checks';
import { resilienceChecks } from '../../../lib/constructs/host/resilience-checks';
import { tlsChecks } from '../../../lib/constructs/host/tls';
import { tokenChecks } from '../../../lib/constructs/host/token-checks';
import { undecidedChecks } from '../../../lib/constructs/host/undecided';
import { wayChecks } from '../../../lib/constructs/host/way-checks';
import { asRows, findings, refusals, untested } from '../../findings';
import { egress, exit, host } from '../../kit';
import { manifests } from '../../manifests';

const longHost = `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.com`;

const rows = asRows<Partial<ExternalHostProps>>([
  { name: 'Weather' },
  { name: 'weather_api' },
  { name: '' },
  { name: '-weather' },
  { name: 'a'.repeat(246) },
  { host: `${longHost}.info` },
  { port: 0 },
  { port: 70_000 },
  { port: -1 },
  { port: 443.5 },
  { port: '443' as unknown as number },
  { protocol: 'tcp' as Protocol, retries: 0, port: 443 },
  { protocol: 'UDP' as Protocol },
  { protocol: 'TLS' as Protocol },
  { protocol: 'https' as Protocol },
  { protocol: 'HTTP' as Protocol },
  { destination: 'Service' as DestinationKind },
  { dns: { refreshRate: '30' } },
  { dns: { refreshRate: '0s' } },
  { dns: { respectTtl: 'yes' as unknown as boolean } },
  { dns: [] as object },
]);

function refuse(given: Partial<ExternalHostProps>, kgateway: KgatewayVersion = '2.4') {
  const { app, chart } = egress({ platform: { kgateway } });
  host(chart, exit(chart), given);
  return findings(app);
}

test('reports invalid names, ports and protocols', () => {
  expect(refusals(rows, (given) => refuse(given))).toMatchInlineSnapshot(`
"input/name  name
  allowed: a DNS subdomain: a-z, 0-9, - and ., at most 245 characters
  fix: correct the name, or remove it to name the objects after the host
  - { name: 'Weather' }: got Weather
  - { name: 'weather_api' }: got weather_api
  - { name: '' }: got ''
  - { name: '-weather' }: got -weather
  - { name: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… (258 characters): got aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… (246 characters)
input/name  name
  allowed: a name of at most 245 characters: the host, which is the default name, is longer
  fix: set a shorter name
  - { host: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… (264 characters): got nothing
input/port  port
  allowed: a whole number from 1 to 65535
  fix: correct the port
  - { port: 0 }: got 0
  - { port: 70000 }: got 70000
  - { port: -1 }: got -1
  - { port: 443.5 }: got 443.5
  - { port: '443' }: got "443" (a string)
input/protocol  protocol
  allowed: http, http2, grpc: with other protocols, the gateway sees no requests to decide on
  fix: call the destination over HTTP, or use a PassthroughHost for TLS or TCP; nothing can route UDP
  - { protocol: 'tcp', retries: 0, port: 443 }: got tcp
  - { protocol: 'UDP' }: got UDP
  - { protocol: 'TLS' }: got TLS
input/protocol  protocol
  allowed: http, http2, grpc
  fix: correct the protocol, or remove it for http; the property tls controls TLS
  - { protocol: 'https' }: got https
  - { protocol: 'HTTP' }: got HTTP
input/destination  destination
  allowed: ServiceEntry, Backend, dynamic
  fix: correct the kind, or remove destination for ServiceEntry
  - { destination: 'Service' }: got Service
input/host-dns  dns.refreshRate
  allowed: a duration such as '10s', '250ms' or '1m30s' (units h, m, s, ms; no fractions), greater than 0
  fix: correct the duration, or remove refreshRate for 5s
  - { dns: { refreshRate: '30' } }: got 30
  - { dns: { refreshRate: '0s' } }: got 0s
input/host-dns  dns.respectTtl
  allowed: true or false
  fix: correct the value, or remove respectTtl for false
  - { dns: { respectTtl: 'yes' } }: got "yes" (a string)
input/host-dns  dns
  allowed: an object { refreshRate, respectTtl }
  fix: write dns: { refreshRate: '30s' }, or remove it for 5s
  - { dns: [] }: got []"
`);
});

test('every check is tested, here or in the file of its part', () => {
  const elsewhere: readonly unknown[] = [
    ...hostCallerChecks,
    ...hostNameChecks,
    ...limitChecks,
    ...undecidedChecks,
    ...dynamicChecks,
    ...wayChecks,
    ...requestChecks,
    ...addressChecks,
    ...tlsChecks,
    ...credentialChecks,
    ...tokenChecks,
    ...resilienceChecks,
    ...approvalChecks,
  ];
  const here = hostChecks.filter((check) => !elsewhere.includes(check));
  expect(hostChecks.length - here.length).toBe(elsewhere.length);
  const tried = () => {
    for (const [, given] of rows) refuse(given);
    refuse({ dns: {} }, '2.2');
  };
  expect(untested(here, tried)).toEqual([]);
});

test.each<Partial<ExternalHostProps>>([
  { port: 1 },
  { port: 65_535 },
  { name: 'a'.repeat(245) },
  { name: 'weather.v1' },
  { host: longHost, name: 'long' },
])('accepts %j', (given) => {
  const { app, chart } = egress();
  host(chart, exit(chart), given);
  expect(findings(app)).toEqual([]);
});

test('a finding names the construct by its path and class', () => {
  const { app, chart } = egress();
  host(chart, exit(chart), { port: 0 }, 'weather');
  expect(findings(app)).toMatchObject([{ construct: 'egress/weather (ExternalHost)', severity: 'error' }]);
});

test('the name of a host can be resolved at other intervals', () => {
  const { app, chart } = egress();
  const through = exit(chart);
  host(chart, through, { dns: { refreshRate: '30s' } }, 'one');
  host(chart, through, { host: 'b.example.com', destination: 'Backend', dns: { respectTtl: true } }, 'two');
  const dnsOf = (name: string) => (manifests(app).get('BackendConfigPolicy', name).spec as { dns: object }).dns;
  expect(dnsOf('api.example.com')).toEqual({ refreshRate: '30s' });
  expect(dnsOf('b.example.com')).toEqual({ respectTTL: true });
});

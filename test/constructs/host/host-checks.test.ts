import type { DestinationKind, ExternalHostProps, Protocol } from '../../../lib';
import { approvalChecks } from '../../../lib/constructs/host/approval';
import { hostChecks } from '../../../lib/constructs/host/host-checks';
import { hostNameChecks } from '../../../lib/constructs/host/host-name';
import { resilienceChecks } from '../../../lib/constructs/host/resilience-checks';
import { tlsChecks } from '../../../lib/constructs/host/tls';
import { findings, type Told, told, untested } from '../../findings';
import { egress, exit, host } from '../../kit';

const NAME = 'a DNS subdomain: a-z, 0-9, - and ., at most 247 characters';
const name = (got: string): Told => ({
  rule: 'input/name',
  path: 'name',
  got,
  allowed: NAME,
  fix: 'correct the name, or leave it out to name the objects after the host',
});
const port = (got: string): Told => ({
  rule: 'input/port',
  path: 'port',
  got,
  allowed: 'a whole number from 1 to 65535',
  fix: 'correct the port',
});
const noRequests = (got: string): Told => ({
  rule: 'input/protocol',
  path: 'protocol',
  got,
  allowed: 'http, http2, grpc: of other protocols the gateway sees no requests, so nobody can decide on them',
  fix: 'call the destination over HTTP; there is no governed way out for plain TCP, TLS or UDP',
});
const protocol = (got: string): Told => ({
  rule: 'input/protocol',
  path: 'protocol',
  got,
  allowed: 'http, http2, grpc',
  fix: 'correct it, or leave it out for http; whether TLS is spoken is said by tls',
});
const longHost = `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.com`;

const rows: readonly [Partial<ExternalHostProps>, Told][] = [
  [{ name: 'Weather' }, name('Weather')],
  [{ name: 'weather_api' }, name('weather_api')],
  [{ name: '' }, name("''")],
  [{ name: '-weather' }, name('-weather')],
  [{ name: 'a'.repeat(248) }, name('a'.repeat(248))],
  [
    { host: `${longHost}.info` },
    {
      rule: 'input/name',
      path: 'name',
      got: 'nothing',
      allowed: 'a name of at most 247 characters, which this host is too long to be',
      fix: 'set a shorter name',
    },
  ],
  [{ port: 0 }, port('0')],
  [{ port: 70_000 }, port('70000')],
  [{ port: -1 }, port('-1')],
  [{ port: 443.5 }, port('443.5')],
  [{ port: '443' as unknown as number }, port('443')],
  [{ protocol: 'tcp' as Protocol, retries: 0, port: 443 }, noRequests('tcp')],
  [{ protocol: 'UDP' as Protocol }, noRequests('UDP')],
  [{ protocol: 'TLS' as Protocol }, noRequests('TLS')],
  [{ protocol: 'https' as Protocol }, protocol('https')],
  [{ protocol: 'HTTP' as Protocol }, protocol('HTTP')],
  [
    { destination: 'Service' as DestinationKind },
    {
      rule: 'input/destination',
      path: 'destination',
      got: 'Service',
      allowed: 'ServiceEntry, Backend',
      fix: 'correct it, or leave it out for ServiceEntry',
    },
  ],
  [
    { listeners: [] },
    {
      rule: 'input/listeners',
      path: 'listeners',
      got: '[]',
      allowed: 'at least one listener',
      fix: 'name one, or leave listeners out for all',
    },
  ],
  [
    { listeners: ['http', 'team-x'] },
    {
      rule: 'input/listeners',
      path: 'listeners',
      got: '["team-x"]',
      allowed: 'listeners of the gateway: http',
      fix: 'correct the name, or add the listener to the gateway',
    },
  ],
];

test.each(rows)('refuses %j', (given, finding) => {
  const { app, chart } = egress();
  host(chart, exit(chart), given);
  expect(told(findings(app))).toEqual([finding]);
});

test('every check is tested, here or in the file of its part', () => {
  const elsewhere: readonly unknown[] = [...hostNameChecks, ...tlsChecks, ...resilienceChecks, ...approvalChecks];
  const here = hostChecks.filter((check) => !elsewhere.includes(check));
  expect(hostChecks.length - here.length).toBe(elsewhere.length);
  expect(
    untested(
      here,
      rows.map(([, finding]) => finding),
    ),
  ).toEqual([]);
});

test.each<Partial<ExternalHostProps>>([
  { port: 1 },
  { port: 65_535 },
  { name: 'a'.repeat(247) },
  { name: 'weather.v1' },
  { host: longHost, name: 'long' },
  { listeners: ['http'] },
])('takes %j', (given) => {
  const { app, chart } = egress();
  host(chart, exit(chart), given);
  expect(findings(app)).toEqual([]);
});

test('a finding names the construct by its path and class', () => {
  const { app, chart } = egress();
  host(chart, exit(chart), { port: 0 }, 'weather');
  expect(findings(app)).toMatchObject([{ construct: 'egress/weather (ExternalHost)', severity: 'error' }]);
});

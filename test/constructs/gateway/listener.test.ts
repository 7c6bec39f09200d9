import { type Listener, RESERVED_PORTS } from '../../../lib';
import { listenerChecks } from '../../../lib/constructs/gateway/listener';
import { findings, type Told, told, untested } from '../../findings';
import { egress, exit } from '../../kit';

const count = (got: string): Told => ({
  rule: 'input/listeners',
  path: 'listeners',
  got,
  allowed: '1 to 32 listeners, as a route names 32 at most',
  fix: 'give the gateway a listener, or share one among hosts',
});
const name = (got: string, allowed: string, fix: string): Told => ({
  rule: 'input/listener-name',
  path: 'listeners.name',
  got,
  allowed,
  fix,
});
const badName = (got: string) =>
  name(got, 'a DNS label: a-z, 0-9 and -, a letter first, at most 63 characters', 'rename the listener');
const port = (got: string, allowed: string, fix: string): Told => ({
  rule: 'input/listener-port',
  path: 'listeners.port',
  got,
  allowed,
  fix,
});
const badPort = (got: string) => port(got, 'whole numbers from 1 to 65535', 'correct the port');
const reserved = (got: string) =>
  port(got, 'ports other than 8082, 9091, 15001, 15006, 15008, 15053, 19000', 'take another port, such as 8080');

const many = Array.from({ length: 33 }, (_, i) => ({ name: `team-${i}`, port: 10_000 + i }));

const rows: readonly [string, readonly Listener[], Told][] = [
  ['no listener', [], count('0 listeners')],
  ['33 listeners', many, count('33 listeners')],
  ['a name in upper case', [{ name: 'HTTP', port: 8080 }], badName('["HTTP"]')],
  ['a name that begins with a digit', [{ name: '8080', port: 8080 }], badName('["8080"]')],
  [
    'two listeners of one name',
    [
      { name: 'http', port: 8080 },
      { name: 'http', port: 8081 },
    ],
    name('["http"]', 'each name once', 'rename one of the listeners'),
  ],
  ['port 0', [{ name: 'http', port: 0 }], badPort('[0]')],
  ['port 70000', [{ name: 'http', port: 70_000 }], badPort('[70000]')],
  ['half a port', [{ name: 'http', port: 80.5 }], badPort('[80.5]')],
  ['port 8082', [{ name: 'http', port: 8082 }], reserved('["8082 (readiness of the proxy)"]')],
  ['port 9091', [{ name: 'http', port: 9091 }], reserved('["9091 (metrics of the proxy)"]')],
  ['port 19000', [{ name: 'http', port: 19_000 }], reserved('["19000 (admin interface of the proxy)"]')],
  ['port 15001', [{ name: 'http', port: 15_001 }], reserved('["15001 (outbound port of ztunnel)"]')],
  ['port 15006', [{ name: 'http', port: 15_006 }], reserved('["15006 (plaintext port of ztunnel)"]')],
  ['port 15008', [{ name: 'http', port: 15_008 }], reserved('["15008 (HBONE port of ztunnel)"]')],
  ['port 15053', [{ name: 'http', port: 15_053 }], reserved('["15053 (DNS port of ztunnel)"]')],
  [
    'two listeners on one port',
    [
      { name: 'a', port: 8080 },
      { name: 'b', port: 8080 },
    ],
    port('[8080]', 'each port once', 'give each listener a port of its own'),
  ],
];

test.each(rows)('refuses %s', (_, listeners, finding) => {
  const { app, chart } = egress();
  exit(chart, { listeners });
  expect(told(findings(app))).toEqual([finding]);
});

test('every check is tested, and every reserved port', () => {
  expect(
    untested(
      listenerChecks,
      rows.map(([, , finding]) => finding),
    ),
  ).toEqual([]);
  const refused = rows.flatMap(([, , { got }]) => /^\["(\d+) \(/.exec(got)?.[1] ?? []);
  expect(refused.sort()).toEqual(Object.keys(RESERVED_PORTS).sort());
});

test('takes 32 listeners, on any other port', () => {
  const { app, chart } = egress();
  exit(chart, { listeners: [{ name: 'a', port: 1 }, { name: 'b', port: 65_535 }, ...many.slice(0, 30)] });
  expect(findings(app)).toEqual([]);
});

import { type Listener, RESERVED_PORTS } from '../../../lib';
import { listenerChecks } from '../../../lib/constructs/gateway/listener';
import { findings, type Row, refusals, untested } from '../../findings';
import { egress, exit } from '../../kit';

const many = Array.from({ length: 33 }, (_, i) => ({ name: `team-${i}`, port: 10_000 + i }));

const rows: readonly Row<[readonly Listener[]]>[] = [
  ['no listener', []],
  ['33 listeners', many],
  ['a name in upper case', [{ name: 'HTTP', port: 8080 }]],
  ['a name that begins with a digit', [{ name: '8080', port: 8080 }]],
  [
    'two listeners of one name',
    [
      { name: 'http', port: 8080 },
      { name: 'http', port: 8081 },
    ],
  ],
  ...[0, 70_000, 80.5].map((port): Row<[Listener[]]> => [`port ${port}`, [{ name: 'http', port }]]),
  ...Object.keys(RESERVED_PORTS).map((port): Row<[Listener[]]> => [`port ${port}`, [{ name: 'http', port: Number(port) }]]),
  [
    'two listeners on one port',
    [
      { name: 'a', port: 8080 },
      { name: 'b', port: 8080 },
    ],
  ],
];

function refuse(listeners: readonly Listener[]) {
  const { app, chart } = egress();
  exit(chart, { listeners });
  return findings(app);
}

test('reports invalid listeners and ports that are in use', () => {
  expect(refusals(rows, refuse)).toMatchInlineSnapshot(`
"input/listeners  listeners
  allowed: 1 to 32 listeners, because a route can attach to at most 32
  fix: add a listener, or let hosts share listeners
  - no listener: got 0 listeners
  - 33 listeners: got 33 listeners
input/listener-name  listeners.name
  allowed: a DNS label: a-z, 0-9 and -, starting with a letter, at most 63 characters
  fix: rename the listener
  - a name in upper case: got ["HTTP"]
  - a name that begins with a digit: got ["8080"]
input/listener-name  listeners.name
  allowed: each name once
  fix: rename one of the listeners
  - two listeners of one name: got ["http"]
input/listener-port  listeners.port
  allowed: whole numbers from 1 to 65535
  fix: correct the port
  - port 0: got [0]
  - port 70000: got [70000]
  - port 80.5: got [80.5]
input/listener-port  listeners.port
  allowed: ports other than 8082, 9091, 15001, 15006, 15008, 15053, 19000
  fix: use another port, such as 8080
  - port 8082: got ["8082 (readiness of the proxy)"]
  - port 9091: got ["9091 (metrics of the proxy)"]
  - port 15001: got ["15001 (outbound port of ztunnel)"]
  - port 15006: got ["15006 (plaintext port of ztunnel)"]
  - port 15008: got ["15008 (HBONE port of ztunnel)"]
  - port 15053: got ["15053 (DNS port of ztunnel)"]
  - port 19000: got ["19000 (admin interface of the proxy)"]
input/listener-port  listeners.port
  allowed: each port once
  fix: set a different port for each listener
  - two listeners on one port: got [8080]"
`);
});

test('every check is tested', () => {
  const tried = () => {
    for (const [, given] of rows) refuse(given);
  };
  expect(untested(listenerChecks, tried)).toEqual([]);
});

test('accepts 32 listeners, on all other ports', () => {
  const { app, chart } = egress();
  exit(chart, { listeners: [{ name: 'a', port: 1 }, { name: 'b', port: 65_535 }, ...many.slice(0, 30)] });
  expect(findings(app)).toEqual([]);
});

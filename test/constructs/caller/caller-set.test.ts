import { Caller, CallerSet } from '../../../lib';
import { reservedFor } from '../../../lib/core/ports';

const callers = [Caller.serviceAccount('team-a', 'agent')];
const portOf = (name: string) => new CallerSet({ name, callers }).port;

test('a port follows from the name alone', () => {
  const others = [Caller.serviceAccount('team-b', 'batch')];
  expect(new CallerSet({ name: 'team-a', callers: others }).port).toBe(portOf('team-a'));
  expect(['http', 'team-a', 'api.example.com', ''].map(portOf)).toMatchInlineSnapshot(`
[
  31413,
  10102,
  26980,
  21509,
]
`);
});

test('ports are between 10000 and 32767, and seldom clash', () => {
  const ports = Array.from({ length: 64 }, (_, i) => portOf(`team-${i}`));
  expect(Math.min(...ports)).toBeGreaterThanOrEqual(10_000);
  expect(Math.max(...ports)).toBeLessThanOrEqual(32_767);
  expect(new Set(ports).size).toBeGreaterThan(60);
});

test('a given port takes precedence', () => {
  expect(new CallerSet({ name: 'http', port: 8080, callers }).port).toBe(8080);
});

test('a derived port is never a reserved one', () => {
  const ports = Array.from({ length: 20_000 }, (_, i) => portOf(`team-${i}`));
  expect(ports.filter((port) => reservedFor(port) !== undefined)).toEqual([]);
  expect(portOf('bank.example.com')).toBeGreaterThan(15_099);
});

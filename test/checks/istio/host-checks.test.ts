import { hostTable } from '../../../lib/checks/istio/host-checks';
import { entry, guardsEveryCheck, reported } from './kit';

const longest = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(59)}.com`;

test.each([
  'api.example.com',
  'API.Example.COM',
  'api.example.com.',
  'a-b.example.com',
  '1.example.com',
  'localhost',
  'xn--bcher-kva.example',
  `${longest.slice(1)}`,
  'a.99999999999999999999',
])('S6: accepts the host %s', (host) => {
  expect(reported(entry({ hosts: [host] }))).toEqual([]);
});

test.each([
  '',
  '198.51.100.5',
  '2001:db8::1',
  'a_b.example.com',
  'https://api.example.com',
  'api.example.com:443',
  '-a.example.com',
  'a-.example.com',
  'a..example.com',
  '.example.com',
  '.',
  'a.*.example.com',
  'a*.example.com',
  '*-.example.com',
  '**.example.com',
  'bücher.example',
  'a.9223372036854775807',
  `${'a'.repeat(64)}.com`,
  `x${longest}`,
])('S6: rejects the host "%s"', (host) => {
  expect(reported(entry({ hosts: [host], resolution: 'NONE' }))).toContain('host spec.hosts[0]');
});

test.each([
  ['S4: no host', [], 'NONE', ['host spec.hosts']],
  ['S5: every host', ['*'], 'NONE', ['host spec.hosts[0]']],
  ['S6: each invalid host', ['a_', 'b.com', 'c_'], 'NONE', ['host spec.hosts[0]', 'host spec.hosts[2]']],
  ['S7: a * as part of the label', ['*api.example.com'], 'NONE', ['warning partial-wildcard spec.hosts[0]']],
  ['S7: a * as part of the label, before a hyphen', ['*-api.example.com'], 'NONE', ['warning partial-wildcard spec.hosts[0]']],
  ['S7: a * as part of the label with DYNAMIC_DNS', ['*api.example.com'], 'DYNAMIC_DNS', []],
  ['S7: a * as the whole label', ['*.example.com'], 'NONE', []],
  ['S22: a wildcard to resolve', ['*.example.com'], 'DNS', ['host spec.hosts[0]']],
  ['S22: a wildcard to resolve with DNS_ROUND_ROBIN', ['*.example.com'], 'DNS_ROUND_ROBIN', ['host spec.hosts[0]']],
  ['S22: a number to resolve', ['123'], 'DNS', ['host spec.hosts[0]']],
  ['S22: a number with NONE', ['123'], 'NONE', []],
  ['S26: no wildcard', ['api.example.com'], 'DYNAMIC_DNS', ['host spec.hosts[0]']],
  ['S26: a wildcard', ['*.example.com'], 'DYNAMIC_DNS', []],
] as const)('%s', (_, hosts, resolution, expected) => {
  const ports = [{ number: 443, name: 'tls', protocol: 'TLS' }];
  expect(reported(entry({ hosts, resolution, ports }))).toEqual(expected);
});

test('S22: accepts a wildcard with endpoints, which are resolved instead', () => {
  const endpoints = [{ address: 'eu.example.com' }];
  expect(reported(entry({ hosts: ['*.example.com'], endpoints }))).toEqual([]);
});

guardsEveryCheck([hostTable]);

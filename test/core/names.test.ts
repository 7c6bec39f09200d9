import { isDnsLabel, isDnsSubdomain, isNamespace, nameOfHost } from '../../lib/core/names';

describe('the name of a host', () => {
  test.each([
    ['api.example.com', 'api.example.com'],
    ['*.example.com', 'wildcard-0.example.com'],
    ['wildcard-0.example.com', 'wildcard-1.example.com'],
    ['wildcard-9.example.com', 'wildcard-10.example.com'],
    ['*.wildcard-0.example.com', 'wildcard-0.wildcard-0.example.com'],
    ['wildcard-00.example.com', 'wildcard-00.example.com'],
    ['wildcard-0-example.com', 'wildcard-0-example.com'],
    ['wildcard-99999999999999999999.com', 'wildcard-100000000000000000000.com'],
  ])('%s is %s', (host, name) => {
    expect(nameOfHost(host)).toBe(name);
  });

  test('is its own: no two hosts share one', () => {
    // Hosts of up to three of these labels, with a wildcard before them or without: all that the encoding could confuse.
    const labels = [
      'wildcard',
      'wildcard-',
      'wildcard-0',
      'wildcard-1',
      'wildcard-2',
      'wildcard-00',
      'wildcard-01',
      'wildcard-10',
      '0',
      'a',
    ];
    const two = labels.flatMap((a) => [a, ...labels.map((b) => `${a}.${b}`)]);
    const three = [...two, ...labels.flatMap((a) => two.map((b) => `${a}.${b}`))];
    const hosts = [...new Set([...three, ...three.map((host) => `*.${host}`)])];
    expect(hosts.length).toBeGreaterThan(2000);
    expect(new Set(hosts.map(nameOfHost)).size).toBe(hosts.length);
  });

  test('is one that Kubernetes takes, as the host is', () => {
    for (const host of ['*.example.com', 'wildcard-0.example.com', 'a.b', 'x'])
      expect(isDnsSubdomain(nameOfHost(host))).toBe(true);
  });
});

test.each([
  // value, Service, namespace, any other kind
  ['api', true, true, true],
  ['api-v1', true, true, true],
  ['a'.repeat(63), true, true, true],
  ['1team', false, true, true],
  ['a'.repeat(64), false, false, true],
  ['api.example.com', false, false, true],
  [`${'a.'.repeat(126)}a`, false, false, true],
  [`${'a.'.repeat(126)}aa`, false, false, false],
  ['', false, false, false],
  ['API', false, false, false],
  ['-api', false, false, false],
  ['api-', false, false, false],
  ['api_v1', false, false, false],
  ['a..b', false, false, false],
  ['*.example.com', false, false, false],
  ['api\n', false, false, false],
  [undefined, false, false, false],
  [42, false, false, false],
])('%j names a Service: %s, a namespace: %s, other kinds: %s', (value, label, namespace, subdomain) => {
  expect([isDnsLabel(value), isNamespace(value), isDnsSubdomain(value)]).toEqual([label, namespace, subdomain]);
});

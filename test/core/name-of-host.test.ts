import { nameOfHost } from '../../lib/core/name-of-host';
import { isKubernetesDnsSubdomain } from '../../lib/core/net/dns';

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

  test('is unique: no two hosts have the same name', () => {
    // Hosts of up to three of these labels, with or without a wildcard: everything that the encoding could confuse.
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

  test('is valid in Kubernetes, for every valid host', () => {
    for (const host of ['*.example.com', 'wildcard-0.example.com', 'a.b', 'x'])
      expect(isKubernetesDnsSubdomain(nameOfHost(host))).toBe(true);
  });
});

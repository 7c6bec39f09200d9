import { endpointTable } from '../../../lib/checks/istio/endpoint-checks';
import { entry, guardsEveryCheck, reported } from './kit';

const STATIC = 'STATIC';
const at = 'spec.endpoints[0]';
const IP = '198.51.100.5';
const SOCKET = 'unix:///run/api.sock';

test.each([
  ['S16: with NONE', 'NONE', [{ address: IP }], ['endpoint spec.endpoints']],
  ['S16: without resolution', undefined, [{ address: IP }], ['endpoint spec.endpoints']],
  ['S16: an empty list', 'NONE', [], []],
  ['S18: neither address nor network', STATIC, [{}], [`endpoint ${at}.address`]],
  ['S18: an empty address', STATIC, [{ address: '' }], [`endpoint ${at}.address`]],
  ['S18: a network alone', STATIC, [{ network: 'n' }], [`warning endpoint-without-address ${at}.address`]],
  ['S19: a name', STATIC, [{ address: 'eu.example.com' }], [`endpoint ${at}.address`]],
  ['S19: IPv4', STATIC, [{ address: IP }], []],
  ['S19: IPv6', STATIC, [{ address: '2001:db8::1' }], []],
  ['S20: a port of the entry', STATIC, [{ address: IP, ports: { https: 8443 } }], []],
  ['S20: an unknown port', STATIC, [{ address: IP, ports: { 'a/b': 8443 } }], [`endpoint ${at}.ports['a/b']`]],
  ['S20: a port out of range', STATIC, [{ address: IP, ports: { https: 65536 } }], [`endpoint ${at}.ports.https`]],
  ['S20: the first port', STATIC, [{ address: IP, ports: { https: 1 } }], []],
  ['S20: the last port', STATIC, [{ address: IP, ports: { https: 65535 } }], []],
  ['S20: port 0', STATIC, [{ address: IP, ports: { https: 0 } }], [`endpoint ${at}.ports.https`]],
  ['S20: the longest key', STATIC, [{ address: IP, labels: { [`${'a'.repeat(63)}`]: '' } }], []],
  ['S20: a label', STATIC, [{ address: IP, labels: { 'app.kubernetes.io/name': 'a_b.c' } }], []],
  ['S20: an empty label', STATIC, [{ address: IP, labels: { a: '' } }], []],
  ['S20: an invalid key', STATIC, [{ address: IP, labels: { 'a_/b': 'c' } }], [`endpoint ${at}.labels['a_/b']`]],
  ['S20: an invalid value', STATIC, [{ address: IP, labels: { a: '-' } }], [`endpoint ${at}.labels.a`]],
  [
    'S20: a long key',
    STATIC,
    [{ address: IP, labels: { [`${'a'.repeat(64)}`]: '' } }],
    [`endpoint ${at}.labels.${'a'.repeat(64)}`],
  ],
  ['S21: a socket', STATIC, [{ address: SOCKET }], []],
  ['S21: a socket by name', STATIC, [{ address: 'unix://@api' }], []],
  ['S21: a path that is not absolute', STATIC, [{ address: 'unix://api' }], [`endpoint ${at}.address`]],
  ['S21: a folder', STATIC, [{ address: 'unix:///run/' }], [`endpoint ${at}.address`]],
  ['S21: a socket with ports', STATIC, [{ address: SOCKET, ports: { https: 1 } }], [`endpoint ${at}.ports`]],
  ['S23: two with DNS_ROUND_ROBIN', 'DNS_ROUND_ROBIN', [{ address: IP }, { address: IP }], ['endpoint spec.endpoints']],
  ['S23: one with DNS_ROUND_ROBIN', 'DNS_ROUND_ROBIN', [{ address: IP }], []],
  ['S24: a name', 'DNS', [{ address: 'eu.example.com' }], []],
  ['S24: an IP address', 'DNS', [{ address: IP }], []],
  ['S24: a wildcard', 'DNS', [{ address: '*.example.com' }], [`endpoint ${at}.address`]],
  ['S24: a socket', 'DNS', [{ address: SOCKET }], [`endpoint ${at}.address`]],
  ['S24: a network alone', 'DNS', [{ network: 'n' }], [`endpoint ${at}.address`]],
  ['S24: an unknown port', 'DNS', [{ address: IP, ports: { http: 80 } }], [`endpoint ${at}.ports.http`]],
  ['S24: an invalid label', 'DNS', [{ address: IP, labels: { '': 'a' } }], [`endpoint ${at}.labels['']`]],
])('%s', (_, resolution, endpoints, expected) => {
  expect(reported(entry({ resolution, endpoints }))).toEqual(expected);
});

test('S3: rejects endpoints together with a selector', () => {
  const both = { resolution: STATIC, workloadSelector: { labels: { app: 'a' } } };
  expect(reported(entry({ ...both, endpoints: [{ address: IP }] }))).toEqual(['endpoint spec.endpoints']);
  expect(reported(entry({ ...both, endpoints: [] }))).toEqual([]);
});

test.each([0, 2])('S21: rejects a socket for %s ports', (count) => {
  const ports = [80, 443].slice(0, count).map((number) => ({ number, name: `p${number}`, protocol: 'HTTP' }));
  expect(reported(entry({ resolution: STATIC, ports, endpoints: [{ address: SOCKET }] }))).toEqual([`endpoint ${at}.address`]);
});

test('S27: rejects endpoints with DYNAMIC_DNS', () => {
  const ports = [{ number: 80, name: 'http', protocol: 'HTTP' }];
  const object = entry({ hosts: ['*.example.com'], resolution: 'DYNAMIC_DNS', ports, endpoints: [{ address: IP }] });
  expect(reported(object)).toEqual(['endpoint spec.endpoints']);
});

guardsEveryCheck([endpointTable]);

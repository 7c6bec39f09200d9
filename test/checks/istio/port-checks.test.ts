import { portTable } from '../../../lib/checks/istio/port-checks';
import { entry, guardsEveryCheck, reported } from './kit';

const port = (fields: object = {}) => ({ number: 443, name: 'https', protocol: 'HTTPS', ...fields });
const speaking = (protocol?: string) => [port({ protocol })];
const TWO = ['a.example.com', 'b.example.com'];
const VIP = ['198.51.100.5'];
const DYNAMIC = { hosts: ['*.example.com'], resolution: 'DYNAMIC_DNS' };

test.each([
  ['S11: the same name twice', [port(), port({ number: 444 })], ['port spec.ports[1].name']],
  ['S11: the same number twice', [port(), port({ name: 'b' })], ['port spec.ports[1].number']],
  ['S11: different names and numbers', [port(), port({ name: 'b', number: 444 })], []],
  ['S12: number 0', [port({ number: 0 })], ['port spec.ports[0].number']],
  ['S12: number 65536', [port({ number: 65536 })], ['port spec.ports[0].number']],
  ['S12: number 65535', [port({ number: 65535 })], []],
  ['S12: number 1', [port({ number: 1 })], []],
  ['S12: target port 65536', [port({ targetPort: 65536 })], ['port spec.ports[0].targetPort']],
  ['S12: target port 65535', [port({ targetPort: 65535 })], []],
  ['S12: target port -1', [port({ targetPort: -1 })], ['port spec.ports[0].targetPort']],
  ['S12: target port 0', [port({ targetPort: 0 })], []],
  ['S14: no name', [port({ name: '' })], ['port spec.ports[0].name']],
  ['S14: a name with a dot', [port({ name: 'a.b' })], ['port spec.ports[0].name']],
  ['S14: a long name', [port({ name: 'a'.repeat(64) })], ['port spec.ports[0].name']],
  ['S14: the longest name', [port({ name: 'a'.repeat(63) })], []],
  ['S14: a name in upper case', [port({ name: 'A'.repeat(63) })], []],
  ['S15: SMTP', speaking('SMTP'), ['protocol spec.ports[0].protocol']],
  ['S15: a long s', speaking('httpſ'), ['protocol spec.ports[0].protocol']],
  ['S15: no protocol', speaking(), []],
  ['S15: an empty protocol', speaking(''), []],
])('%s', (_, ports, expected) => {
  expect(reported(entry({ ports }))).toEqual(expected);
});

test.each('tcp UDP grpc GRPC-Web gRPC-web HTTP Http_Proxy http2 HTTPS tls Mongo Redis MySQL'.split(' '))(
  'S15: accepts the protocol %s',
  (protocol) => {
    expect(reported(entry({ ports: speaking(protocol) }))).toEqual([]);
  },
);

test.each([
  ['TCP', 'NONE', undefined, ['warning tcp-without-address spec.ports[0].protocol']],
  [undefined, 'NONE', undefined, ['warning tcp-without-address spec.ports[0].protocol']],
  ['TCP', undefined, undefined, ['warning tcp-without-address spec.ports[0].protocol']],
  ['tcp', 'NONE', undefined, []],
  ['HTTPS', 'NONE', undefined, []],
  ['TCP', 'DNS', undefined, []],
  ['TCP', 'DNS', 'true', []],
  ['TCP', 'DNS', 'False', ['warning tcp-without-address spec.ports[0].protocol']],
])('S13: %s without address, resolution %s, allocation %s', (protocol, resolution, allocate, expected) => {
  const labels = allocate ? { 'networking.istio.io/enable-autoallocate-ip': allocate } : undefined;
  expect(reported(entry({ ports: speaking(protocol), resolution }, { labels }))).toEqual(expected);
});

test('S13: reports nothing with an address', () => {
  expect(reported(entry({ ports: speaking('TCP'), resolution: 'NONE', addresses: VIP }))).toEqual([]);
});

test.each([
  ['HTTPS', ['warning hosts-of-one-address spec.ports[0].protocol']],
  ['HTTP', []],
])('S25: two hosts on one address with %s', (protocol, expected) => {
  expect(reported(entry({ hosts: TWO, addresses: VIP, ports: speaking(protocol) }))).toEqual(expected);
});

test('S25: reports nothing with one host, without an address, and with a resolution other than DNS', () => {
  expect(reported(entry({ addresses: VIP }))).toEqual([]);
  expect(reported(entry({ hosts: TWO }))).toEqual([]);
  expect(reported(entry({ hosts: TWO, addresses: VIP, resolution: 'STATIC' }))).toEqual([]);
});

test.each([
  ['HTTP', '1.29', true],
  ['http', '1.30', true],
  ['TLS', '1.29', true],
  ['GRPC', '1.29', false],
  ['GRPC', '1.30', true],
  ['HTTP2', '1.29', false],
  ['HTTP2', '1.30', true],
  ['HTTPS', '1.30', false],
  ['GRPC-Web', '1.30', false],
  [undefined, '1.30', false],
] as const)('S28: accepts DYNAMIC_DNS with %s in Istio %s: %s', (protocol, istio, accepted) => {
  const expected = accepted ? [] : ['protocol spec.ports[0].protocol'];
  expect(reported(entry({ ...DYNAMIC, ports: speaking(protocol) }), istio)).toEqual(expected);
});

test.each([
  ['TCP', 'DNS', ['hosts-of-one-port spec.ports[0].protocol']],
  ['UDP', 'STATIC', ['hosts-of-one-port spec.ports[0].protocol']],
  [undefined, 'DNS', ['hosts-of-one-port spec.ports[0].protocol']],
  ['mysql', 'DNS', ['hosts-of-one-port spec.ports[0].protocol']],
  ['UDP', 'NONE', []],
  ['http_proxy', 'DNS', []],
  ['TLS', 'STATIC', []],
])('S32: two hosts with %s, resolution %s', (protocol, resolution, expected) => {
  expect(reported(entry({ hosts: TWO, resolution, ports: speaking(protocol) }))).toEqual(expected);
});

guardsEveryCheck([portTable]);

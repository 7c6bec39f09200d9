import { isCelIp, isGoCidr, isGoIp, isGoIpv4, isGoIpv6, isIstioIp, parseGoIp } from '../../../lib/core/net/ip';

test.each([
  ['1.2.3.4', true, false],
  ['0.0.0.0', true, false],
  ['01.2.3.4', false, false],
  ['256.1.1.1', false, false],
  ['1.2.3', false, false],
  ['::', false, true],
  ['fd00::1', false, true],
  ['::ffff:1.2.3.4', false, true],
  ['1:2:3:4:5:6:7:8', false, true],
  ['1:2:3:4:5:6:7::', false, true],
  ['1:2:3:4:5:6:1.2.3.4', false, true],
  ['1:2:3:4:5:6:7:1.2.3.4', false, false],
  ['1::2:3:4:5:6:7:8', false, false],
  ['1::2::3', false, false],
  ['1:2:3:4:5:6:7:8:9', false, false],
  ['::01.2.3.4', false, false],
  ['1.2.3.4::', false, false],
  ['fe80::1%eth0', false, false],
  ['12345::', false, false],
  [':', false, false],
  ['', false, false],
])('for Go, %j is an IPv4 address: %s, an IPv6 address: %s', (text, v4, v6) => {
  expect([isGoIpv4(text), isGoIpv6(text), isGoIp(text)]).toEqual([v4, v6, v4 || v6]);
});

test.each([
  ['192.0.2.1', { value: 0xc0000201n, width: 32 }],
  ['::ffff:192.0.2.1', { value: 0xffffc0000201n, width: 128 }],
  ['api.example.com', undefined],
])('%j is parsed as %j', (text, ip) => {
  expect(parseGoIp(text)).toEqual(ip);
});

test.each([
  // value, Kubernetes, CEL, Istio
  ['192.0.2.1', true, true, true],
  ['fd00::1', true, true, true],
  ['::192.0.2.1', true, true, true],
  ['::ffff:0:0:1', true, true, true],
  ['::ffff:192.0.2.1', true, false, true],
  ['::FFFF:c000:201', true, false, true],
  ['0:0:0:0:0:ffff:c000:201', true, false, true],
  ['fe80::1%eth0', false, false, true],
  ['fe80::1%a/b', false, false, true],
  ['fe80::1%', false, false, false],
  ['%eth0', false, false, false],
  ['192.0.2.1%eth0', false, false, false],
  ['192.0.2.0/24', false, false, false],
  ['api.example.com', false, false, false],
])('%j is an address for Kubernetes: %s, for CEL: %s, for Istio: %s', (text, go, cel, istio) => {
  expect([isGoIp(text), isCelIp(text), isIstioIp(text)]).toEqual([go, cel, istio]);
});

test.each([
  ['192.0.2.0/24', true],
  ['192.0.2.1/24', true],
  ['192.0.2.0/0', true],
  ['192.0.2.0/32', true],
  ['192.0.2.0/33', false],
  ['192.0.2.0/024', false],
  ['192.0.2.0/', false],
  ['192.0.2.0', false],
  ['192.0.2.0/24/24', false],
  ['fd00::/128', true],
  ['fd00::/129', false],
  ['fe80::%eth0/64', false],
  ['/24', false],
])('%j is a CIDR: %s', (text, cidr) => {
  expect(isGoCidr(text)).toBe(cidr);
});

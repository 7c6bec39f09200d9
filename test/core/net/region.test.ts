import { type Cidr, parseCidr } from '../../../lib/core/net/cidr';
import { addressesOf, type Box, hasIpv4, outside, portsOf, type Region, within } from '../../../lib/core/net/region';

const box = (cidr: string, first = 0, last = 65535): Box => ({
  addresses: addressesOf([parseCidr(cidr) as Cidr]),
  ports: portsOf('TCP', first, last),
});
/** Whether a region contains an address with a TCP port. */
const has = (region: Region, address: string, port: number) => within(region, box(address, port, port)).length > 0;

test('a region without a box keeps other ports, and other addresses', () => {
  const rest = outside([box('10.0.0.0/8')], box('10.1.0.0/16', 80, 443));
  expect(has(rest, '10.1.2.3', 80)).toBe(false);
  expect(has(rest, '10.1.2.3', 443)).toBe(false);
  expect(has(rest, '10.1.2.3', 79)).toBe(true);
  expect(has(rest, '10.2.2.3', 80)).toBe(true);
  expect(has(rest, '11.0.0.0', 80)).toBe(false);
});

test('nothing is left of a region without a larger one', () => {
  expect(outside([box('10.0.0.0/8', 80, 80)], box('0.0.0.0/0'))).toEqual([]);
});

test('IPv6 addresses are not IPv4 addresses, and ports of UDP not of TCP', () => {
  expect(hasIpv4([box('::/0')])).toBe(false);
  expect(hasIpv4([box('0.0.0.1/32')])).toBe(true);
  expect(within([box('0.0.0.0/0')], { ...box('0.0.0.0/0'), ports: portsOf('UDP') })).toEqual([]);
});

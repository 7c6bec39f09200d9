import { type Cidr, holds, parseCidr, without } from '../../../lib/core/net/cidr';
import { internetWithout } from '../../../lib/core/net/internet';

const range = (text: string) => parseCidr(text) as Cidr;

/** Whether the Internet, without ranges of the cluster, contains an address. */
function isOpen(address: string, clusterRanges: readonly string[] = []): boolean {
  const blocks = internetWithout(clusterRanges);
  return blocks.some(({ cidr, except }) => without(range(cidr), except.map(range)).some((one) => holds(one, range(address))));
}

test.each([
  ...['1.1.1.1', '198.51.100.20', '203.0.113.9', '100.63.255.255', '172.32.0.1', '223.255.255.255'],
  ...['2606:4700::1111', '2001:db8::1', '64:ff9b::101:101'],
])('%s is on the Internet', (address) => {
  expect(isOpen(address)).toBe(true);
});

test.each([
  ...['10.0.0.1', '172.16.0.1', '192.168.65.254', '100.64.0.1', '127.0.0.1', '0.0.0.0', '192.0.0.192', '198.18.0.1'],
  ...['169.254.169.254', '169.254.7.127', '224.0.0.1', '240.240.0.1', '255.255.255.255'],
  ...['::', '::1', '::ffff:10.0.0.1', 'fd00:ec2::254', 'fe80::1', 'ff02::1', '2002:a00:1::1'],
  // The metadata of a cloud and a private address, by NAT64.
  ...['64:ff9b::a9fe:a9fe', '64:ff9b::a00:1', '64:ff9b:1::1'],
])('%s is not', (address) => {
  expect(isOpen(address)).toBe(false);
});

test('ranges of the cluster are taken out where they are not closed anyway', () => {
  const ranges = ['203.0.113.0/24', '10.244.0.0/16', '2600:1f18::/48', 'fd00:10::/64', '198.51.100.7'];
  expect(isOpen('203.0.113.9', ranges)).toBe(false);
  expect(isOpen('198.51.100.7', ranges)).toBe(false);
  expect(isOpen('198.51.100.8', ranges)).toBe(true);
  expect(isOpen('2600:1f18::1', ranges)).toBe(false);
  const written = internetWithout(ranges).flatMap(({ except }) => except);
  expect(written).toEqual(expect.arrayContaining(['203.0.113.0/24', '2600:1f18::/48', '198.51.100.7/32']));
  expect(written).not.toContain('10.244.0.0/16');
  expect(written).not.toContain('fd00:10::/64');
});

test('every exception is inside its block, and smaller, as the API server demands', () => {
  for (const { cidr, except } of internetWithout(['64:ff9b::/64', '203.0.113.0/24', '2600::/12'])) {
    for (const one of except) {
      expect([one, holds(range(cidr), range(one))]).toEqual([one, true]);
      expect(range(one).length).toBeGreaterThan(range(cidr).length);
    }
  }
});

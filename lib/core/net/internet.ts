import { asRange, holds, parseCidr } from './cidr';
import { asEnvoyWrites } from './ip';

/** A range of addresses without some smaller ranges, as in a NetworkPolicy. */
export interface AddressBlock {
  readonly cidr: string;
  readonly except: readonly string[];
}

/**
 * The IPv4 addresses that are not on the Internet: private, shared (RFC 6598), loopback, link-local with the metadata of clouds,
 * special and benchmarking networks, multicast, and reserved ones, which Istio assigns to hosts.
 */
const NOT_ON_THE_INTERNET: readonly string[] = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/4', '240.0.0.0/4'],
];

/** The prefix by which networks without IPv4 reach the IPv4 Internet (RFC 6052). */
const NAT64 = '64:ff9b::';

/** An IPv4 range behind NAT64. */
function behindNat64(range: string): string {
  const [address, length] = range.split('/');
  return `${asEnvoyWrites(`${NAT64}${address}`)}/${96 + Number(length)}`;
}

/** 2000::/3 has all global addresses of IPv6. 2002::/16 (6to4) contains those of IPv4, private ones too. */
const INTERNET: readonly AddressBlock[] = [
  { cidr: '0.0.0.0/0', except: NOT_ON_THE_INTERNET },
  { cidr: '2000::/3', except: ['2002::/16'] },
  { cidr: `${NAT64}/96`, except: NOT_ON_THE_INTERNET.map(behindNat64) },
];

/** The addresses of the Internet, without the given ranges. */
export function internetWithout(ranges: readonly string[]): AddressBlock[] {
  const remaining = INTERNET.filter(({ cidr }) => !ranges.some((range) => isWithin(cidr, range)));
  return remaining.map(({ cidr, except }) => {
    const more = ranges.filter((range) => isWithin(range, cidr) && !except.some((one) => isWithin(range, one)));
    return { cidr, except: [...except, ...more.map(asRange)] };
  });
}

function isWithin(inner: string, outer: string): boolean {
  const [one, other] = [parseCidr(inner), parseCidr(outer)];
  return one !== undefined && other !== undefined && holds(other, one);
}

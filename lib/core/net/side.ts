import { type Cidr, holds, parseCidr } from './cidr';

/**
 * Where an address or a name leads, seen from the cluster.
 *
 * - `inside`: to a Service of the cluster.
 * - `private`: to an address of a private network, which can be the cluster's or another one that it reaches.
 * - `outside`: anywhere else. Loopback and link-local addresses are outside too: they lead to the gateway's own ports and to the
 *   metadata of the cloud.
 */
export type Side = 'inside' | 'private' | 'outside';

/** The networks that clusters and companies use for themselves: RFC 1918, RFC 6598 and RFC 4193. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].map(
  (range) => parseCidr(range) as Cidr,
);
const IPV4_IN_IPV6 = parseCidr('::ffff:0.0.0.0/96') as Cidr;

/** The side of an address, or of a range such as `10.0.0.0/8`; `undefined` for any other text. */
export function sideOfAddress(text: string): 'private' | 'outside' | undefined {
  // Most texts are host names.
  const first = text.charCodeAt(0);
  if (!(first >= 0x30 && first <= 0x39) && !text.includes(':')) return undefined;
  const range = parseCidr(text);
  if (!range) return undefined;
  const plain = holds(IPV4_IN_IPV6, range) ? asIpv4(range) : range;
  return PRIVATE.some((one) => holds(one, plain)) ? 'private' : 'outside';
}

function asIpv4({ address, length }: Cidr): Cidr {
  return { address: address & 0xffff_ffffn, length: length - 96, width: 32 };
}

/** The side that is farthest out; `inside` if there are none. */
export function farthest(sides: Iterable<Side>): Side {
  let found: Side = 'inside';
  for (const side of sides) {
    if (side === 'outside') return side;
    if (side === 'private') found = side;
  }
  return found;
}

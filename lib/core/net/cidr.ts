import { parseGoIp } from './ip';

/** Ranges of private addresses, which are not on the Internet. */
export const PRIVATE_RANGES: readonly string[] = [
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['fc00::/7', 'fe80::/10', '::1/128'],
];

/** A range of addresses: all those with the first `length` bits of `address`. */
export interface Cidr {
  readonly address: bigint;
  readonly length: number;
  /** 32 or 128. */
  readonly width: number;
}

/** A range such as `10.0.0.0/8` or `fd00::/8`, or one address; `undefined` for anything else. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = '', bits, more] = text.split('/');
  const ip = parseGoIp(address);
  if (ip === undefined || more !== undefined) return undefined;
  const { value, width } = ip;
  const length = bits === undefined ? width : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
  return length < 0 || length > width ? undefined : { address: value, length, width };
}

/** An address as the range of this address alone. A range does not change. */
export function asRange(address: string): string {
  return address.includes('/') ? address : `${address}/${address.includes(':') ? 128 : 32}`;
}

/** Whether a range contains another. */
export function holds(outer: Cidr, inner: Cidr): boolean {
  if (outer.width !== inner.width || inner.length < outer.length) return false;
  const shift = BigInt(outer.width - outer.length);
  return outer.address >> shift === inner.address >> shift;
}

/** The rest of a range without others, as ranges that do not overlap. */
export function without(range: Cidr, taken: readonly Cidr[]): Cidr[] {
  if (taken.some((one) => holds(one, range))) return [];
  if (!taken.some((one) => holds(range, one))) return [range];
  const [low, high] = halves(range);
  return [...without(low, taken), ...without(high, taken)];
}

function halves({ address, length, width }: Cidr): [Cidr, Cidr] {
  const bit = 1n << BigInt(width - length - 1);
  const low = address & ~bit;
  return [
    { address: low, length: length + 1, width },
    { address: low | bit, length: length + 1, width },
  ];
}

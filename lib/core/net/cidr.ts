/** Ranges that are used inside networks and lead to nobody on the Internet. */
export const PRIVATE_RANGES: readonly string[] = [
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['fc00::/7', 'fe80::/10', '::1/128'],
];

/** A range of addresses: those whose first `length` bits are those of `address`. */
export interface Cidr {
  readonly address: bigint;
  readonly length: number;
  /** 32 or 128. */
  readonly width: number;
}

/** A range such as `10.0.0.0/8` or `fd00::/8`, or one address; `undefined` for anything else. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = '', bits, more] = text.split('/');
  const value = address.includes(':') ? parseV6(address) : parseV4(address);
  const width = address.includes(':') ? 128 : 32;
  const length = bits === undefined ? width : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
  return value === undefined || more !== undefined || length < 0 || length > width
    ? undefined
    : { address: value, length, width };
}

/** Whether a range holds all of another. */
export function holds(outer: Cidr, inner: Cidr): boolean {
  if (outer.width !== inner.width || inner.length < outer.length) return false;
  const shift = BigInt(outer.width - outer.length);
  return outer.address >> shift === inner.address >> shift;
}

/** What is left of a range without others: ranges that do not meet. */
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

/** Whether a text is an IPv4 address, without leading zeros. */
export function isV4(text: string): boolean {
  return parseV4(text) !== undefined;
}

/** Whether a text is an IPv6 address, without a zone. `net.isIPv6` takes 3 ms to make its pattern. */
export function isV6(text: string): boolean {
  return text.includes(':') && parseV6(text) !== undefined;
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function parseV6(text: string): bigint | undefined {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (dotted) {
    const v4 = parseV4(dotted[2] as string);
    return v4 === undefined ? undefined : parseV6(`${dotted[1]}${(v4 >> 16n).toString(16)}:${(v4 & 0xffffn).toString(16)}`);
  }
  const [head = '', tail, more] = text.split('::');
  const [left, right] = [head, tail ?? ''].map((side) => (side === '' ? [] : side.split(':'))) as [string[], string[]];
  const missing = 8 - left.length - right.length;
  if (more !== undefined || (tail === undefined ? missing !== 0 : missing < 1)) return undefined;
  const groups = [...left, ...Array<string>(missing).fill('0'), ...right];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

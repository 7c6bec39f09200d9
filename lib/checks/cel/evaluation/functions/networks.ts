import { asEnvoyWrites, type Ip, isCelIp, isGoCidr, parseGoIp } from '../../../../core/net/ip';
import { EvaluationError } from '../fault';
import type { FunctionTable } from '../overloads';
import { Opaque } from '../values';

interface Cidr {
  readonly ip: Ip;
  readonly bits: number;
}

type Address = Opaque<Ip>;
type Range = Opaque<Cidr>;

/** Kubernetes' functions of IP addresses and CIDRs. */
export const NETWORKS: FunctionTable = {
  cidr: { string: cidr },
  containsCIDR: {
    'net.CIDR, string': (range: Range, other: string) => isWithin(cidr(other), range),
    'net.CIDR, net.CIDR': (range: Range, other: Range) => isWithin(other, range),
  },
  containsIP: {
    'net.CIDR, string': (range: Range, address: string) => holds(range.content, ip(address).content),
    'net.CIDR, net.IP': (range: Range, address: Address) => holds(range.content, address.content),
  },
  family: { 'net.IP': ({ content }: Address) => (content.width === 32 ? 4n : 6n) },
  ip: { string: ip, 'net.CIDR': ({ content }: Range) => addressOf(content.ip) },
  'ip.isCanonical': { string: (text: string) => ip(text).identity === text },
  isCIDR: { string: (text: string) => cidrOf(text) !== undefined },
  isIP: { string: isCelIp },
  isGlobalUnicast: { 'net.IP': ({ content }: Address) => isGlobal(content) },
  isLinkLocalMulticast: { 'net.IP': ({ content }: Address) => isLinkLocalMulticast(content) },
  isLinkLocalUnicast: { 'net.IP': ({ content }: Address) => isIn(content, '169.254.0.0/16', 'fe80::/10') },
  isLoopback: { 'net.IP': ({ content }: Address) => isIn(content, '127.0.0.0/8', '::1/128') },
  isUnspecified: { 'net.IP': ({ content }: Address) => content.value === 0n },
  masked: { 'net.CIDR': ({ content: { ip, bits } }: Range) => rangeOf({ ip: maskedTo(ip, bits), bits }) },
  prefixLength: { 'net.CIDR': ({ content }: Range) => BigInt(content.bits) },
};

function ip(text: string): Address {
  const found = isCelIp(text) ? parseGoIp(text) : undefined;
  if (!found) throw new EvaluationError(`IP Address ${JSON.stringify(text)} parse error during conversion from string`);
  return addressOf(found);
}

function addressOf(address: Ip): Address {
  return new Opaque('net.IP', address, textOf(address));
}

function cidr(text: string): Range {
  const found = cidrOf(text);
  if (!found) throw new EvaluationError('network address parse error during conversion from string');
  return rangeOf(found);
}

function cidrOf(text: string): Cidr | undefined {
  const [address = '', bits] = text.split('/');
  const found = isGoCidr(text) && isCelIp(address) ? parseGoIp(address) : undefined;
  return found && { ip: found, bits: Number(bits) };
}

function rangeOf(content: Cidr): Range {
  return new Opaque('net.CIDR', content, `${textOf(content.ip)}/${content.bits}`);
}

function textOf({ value, width }: Ip): string {
  const part = (size: number, index: number, radix: number) =>
    ((value >> BigInt(width - size * (index + 1))) & (2n ** BigInt(size) - 1n)).toString(radix);
  if (width === 32) return [0, 1, 2, 3].map((index) => part(8, index, 10)).join('.');
  return asEnvoyWrites([0, 1, 2, 3, 4, 5, 6, 7].map((index) => part(16, index, 16)).join(':'));
}

function maskedTo({ value, width }: Ip, bits: number): Ip {
  const host = BigInt(width - bits);
  return { value: (value >> host) << host, width };
}

function holds({ ip, bits }: Cidr, address: Ip): boolean {
  return ip.width === address.width && maskedTo(address, bits).value === maskedTo(ip, bits).value;
}

function isWithin({ content: inner }: Range, { content: outer }: Range): boolean {
  return outer.bits <= inner.bits && holds(outer, inner.ip);
}

function isIn(address: Ip, v4: string, v6: string): boolean {
  return holds(cidr(address.width === 32 ? v4 : v6).content, address);
}

/** In IPv6, of any flags. */
function isLinkLocalMulticast(address: Ip): boolean {
  return address.width === 32 ? isIn(address, '224.0.0.0/24', '::/0') : ((address.value >> 112n) & 0xff0fn) === 0xff02n;
}

function isGlobal(address: Ip): boolean {
  const isBroadcast = address.width === 32 && address.value === 0xffffffffn;
  const isSpecial = isIn(address, '127.0.0.0/8', '::1/128') || isIn(address, '169.254.0.0/16', 'fe80::/10');
  return address.value !== 0n && !isBroadcast && !isSpecial && !isIn(address, '224.0.0.0/4', 'ff00::/8');
}

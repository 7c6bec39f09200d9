/*
 * The syntax of an address depends on its reader. All three accept IPv4 without leading zeros, and IPv6.
 *
 * | reader | function of Go | zone (`fe80::1%eth0`) | IPv4 written as IPv6 (`::ffff:192.0.2.1`) |
 * |---|---|---|---|
 * | Kubernetes: `isGoIp` | `net.ParseIP` | no | yes |
 * | CEL's `isIP`: `isCelIp` | `netip.ParseAddr` and its own checks | no | no |
 * | Istio: `isIstioIp` | `netip.ParseAddr` | yes | yes |
 *
 * All of them accept the same CIDRs: `isGoCidr`.
 */

/** An IP address as a number. */
export interface Ip {
  readonly value: bigint;
  /** 32 or 128. */
  readonly width: number;
}

/** An IPv4 or IPv6 address without zone, as Go's `net.ParseIP` reads it; `undefined` for any other text. */
export function parseGoIp(text: string): Ip | undefined {
  const [value, width] = text.includes(':') ? [parseIpv6(text), 128] : [parseIpv4(text), 32];
  return value === undefined ? undefined : { value, width };
}

/** Whether Go's `net.ParseIP`, and so Kubernetes, accepts a text: an IPv4 or IPv6 address without zone. */
export function isGoIp(text: string): boolean {
  return parseGoIp(text) !== undefined;
}

/** Whether a text is an IPv4 address for Go. */
export function isGoIpv4(text: string): boolean {
  return parseIpv4(text) !== undefined;
}

/** Whether a text is an IPv6 address without zone for Go. Node's `net.isIPv6` needs 3 ms to compile its pattern. */
export function isGoIpv6(text: string): boolean {
  return text.includes(':') && parseIpv6(text) !== undefined;
}

/** Whether Go accepts a text as a CIDR: an address without zone, and the length of its prefix. Host bits may be set. */
export function isGoCidr(text: string): boolean {
  const [address = '', bits = '', more] = text.split('/');
  const ip = parseGoIp(address);
  return ip !== undefined && more === undefined && /^(0|[1-9]\d{0,2})$/.test(bits) && Number(bits) <= ip.width;
}

/** Whether CEL's `isIP` accepts a text: an address without zone, and not an IPv4 address in IPv6 notation. */
export function isCelIp(text: string): boolean {
  const ip = parseGoIp(text);
  return ip !== undefined && (ip.width === 32 || ip.value >> 32n !== 0xffffn);
}

/** A CIDR in a canonical form, equal for texts that CEL's `cidr` treats as equal; `undefined` for a text that it rejects. */
export function celCidr(text: string): string | undefined {
  const [address = '', bits] = text.split('/');
  const ip = isGoCidr(text) && isCelIp(address) ? parseGoIp(address) : undefined;
  return ip && `${ip.value}/${bits}/${ip.width}`;
}

/** A range in the form of {@link celCidr} without its host bits. */
export function maskedCidr(range: string): string {
  const [value = '', bits = '', width = ''] = range.split('/');
  const host = BigInt(Number(width) - Number(bits));
  return `${(BigInt(value) >> host) << host}/${bits}/${width}`;
}

/** An address as Envoy writes it: IPv6 in its short form (RFC 5952). Other texts do not change. */
export function asEnvoyWrites(text: string): string {
  return isGoIpv6(text) ? new URL(`http://[${text}]`).hostname.slice(1, -1) : text;
}

/** Whether Istio accepts a text as an address. An IPv6 address can have a zone. */
export function isIstioIp(text: string): boolean {
  const percent = text.indexOf('%');
  return percent < 0 ? isGoIp(text) : percent < text.length - 1 && isGoIpv6(text.slice(0, percent));
}

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function parseIpv6(text: string): bigint | undefined {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (dotted) {
    const v4 = parseIpv4(dotted[2] as string);
    return v4 === undefined ? undefined : parseIpv6(`${dotted[1]}${(v4 >> 16n).toString(16)}:${(v4 & 0xffffn).toString(16)}`);
  }
  const [head = '', tail, more] = text.split('::');
  const [left, right] = [head, tail ?? ''].map((side) => (side === '' ? [] : side.split(':'))) as [string[], string[]];
  const missing = 8 - left.length - right.length;
  if (more !== undefined || (tail === undefined ? missing !== 0 : missing < 1)) return undefined;
  const groups = [...left, ...Array<string>(missing).fill('0'), ...right];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

const OCTET = '(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);
const GROUP = /^[0-9a-fA-F]{1,4}$/;
const BITS = /^(?:0|[1-9][0-9]{0,2})$/;

/** Whether Go's `netip.ParseAddr` takes a text: IPv4 without leading zeros, or IPv6, with a zone if it likes (`fe80::1%eth0`). */
export function isIpAddress(text: string): boolean {
  return IPV4.test(text) || isIpv6(text);
}

/** Whether Go's `netip.ParsePrefix` takes a text: an address without zone, `/`, and a length without leading zeros. */
export function isIpPrefix(text: string): boolean {
  const slash = text.lastIndexOf('/');
  const [address, bits] = [text.slice(0, slash), text.slice(slash + 1)];
  if (slash < 0 || !BITS.test(bits)) return false;
  return IPV4.test(address) ? Number(bits) <= 32 : Number(bits) <= 128 && !address.includes('%') && isIpv6(address);
}

function isIpv6(text: string): boolean {
  const percent = text.indexOf('%');
  if (percent === text.length - 1) return false;
  const sides = (percent < 0 ? text : text.slice(0, percent)).split('::');
  if (sides.length > 2) return false;
  const groups = sides.reduce((sum, side, i) => sum + groupsIn(side, i === sides.length - 1), 0);
  return sides.length === 2 ? groups <= 7 : groups === 8;
}

/** How many groups of 16 bits stand between colons; an IPv4 address at the very end is two; `NaN` for anything else. */
function groupsIn(side: string, last: boolean): number {
  if (side === '') return 0;
  const parts = side.split(':');
  const ipv4 = last && IPV4.test(parts[parts.length - 1] as string);
  if (ipv4) parts.pop();
  return parts.every((part) => GROUP.test(part)) ? parts.length + (ipv4 ? 2 : 0) : Number.NaN;
}

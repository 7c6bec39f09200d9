import { isV4, isV6, parseCidr } from './cidr';

/** As Go parses it: an address and the length of its prefix, without leading zeros. Host bits may be set. */
export function isCidr(text: string): boolean {
  return /\/(0|[1-9]\d{0,2})$/.test(text) && parseCidr(text) !== undefined;
}

/** True for an IPv4 or IPv6 address as Go parses it. */
export function isAddress(text: string): boolean {
  return isV4(text) || isV6(text);
}

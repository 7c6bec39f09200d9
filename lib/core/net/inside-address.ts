/**
 * An address of a private range (RFC 1918, RFC 4193), as a regular expression that RE2 and JavaScript read alike. The admission
 * policy and the rules over approvals share it. Loopback, link-local and shared addresses (100.64.0.0/10) are not among them:
 * cloud providers serve metadata and services there.
 */
export const INSIDE_ADDRESS =
  '^(10([.][0-9]{1,3}){3}|172[.](1[6-9]|2[0-9]|3[01])([.][0-9]{1,3}){2}|192[.]168([.][0-9]{1,3}){2}|[fF][cCdD][0-9a-fA-F]{2}:[0-9a-fA-F:]+)$';
const PATTERN = new RegExp(INSIDE_ADDRESS);

/** Whether a text is an address of a private range. */
export function isInsideAddress(text: unknown): boolean {
  return typeof text === 'string' && PATTERN.test(text);
}

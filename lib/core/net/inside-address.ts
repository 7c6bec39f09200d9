import { PRIVATE_DOMAINS } from './private-domains';

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

/**
 * The name of a Service: `name.namespace.svc`, `name.namespace.svc.cluster.local`, also for a pod below it. For RE2 and JavaScript,
 * as above.
 */
export const SERVICE_NAME = '^([a-zA-Z0-9_-]+[.]){2,}[sS][vV][cC]([.][cC][lL][uU][sS][tT][eE][rR][.][lL][oO][cC][aA][lL])?[.]?$';
const SERVICE = new RegExp(SERVICE_NAME);

/** Whether a text is the name of a Service. */
export function isServiceName(text: unknown): boolean {
  return typeof text === 'string' && SERVICE.test(text);
}

/** A host that is not on the Internet: of one label, or in a top-level domain for private use. For RE2 and JavaScript, as above. */
export const INSIDE_HOST = `^([^.*]+|(.+[.])?(${PRIVATE_DOMAINS.join('|')}))[.]?$`;
const HOST = new RegExp(INSIDE_HOST);

/** Whether a ServiceEntry can take over requests for a host without taking them from the Internet. */
export function isInsideHost(text: unknown): boolean {
  return typeof text === 'string' && HOST.test(text);
}

/** An address that Istio assigns to ServiceEntries by itself, of 240.0.0.0/4. For RE2 and JavaScript, as above. */
export const ASSIGNED_ADDRESS = '^2[45][0-9]([.][0-9]{1,3}){3}$';
const ASSIGNED = new RegExp(ASSIGNED_ADDRESS);

/** Whether a text is such an address. */
export function isAssignedAddress(text: unknown): boolean {
  return typeof text === 'string' && ASSIGNED.test(text);
}

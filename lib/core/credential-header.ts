/** Names of headers that authenticate a client, besides those with an unusual name. */
const AUTHENTICATES =
  /^(proxy-)?authorization$|^cookie$|(^|[-_])(api[-_]?key|(access|auth|api|private|session)[-_]?(key|token)|secret|password)$/i;

/** Whether the value of a header of this name is usually a secret. */
export function isCredentialHeader(name: string): boolean {
  return AUTHENTICATES.test(name);
}

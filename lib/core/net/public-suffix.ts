/**
 * Whether a wildcard matches names of many owners, such as `*.com`, `*.co.uk` or `*.github.io`: its suffix is on the public
 * suffix list. The list is loaded for the first wildcard.
 *
 * @see https://publicsuffix.org
 */
export function isPublicSuffixWildcard(host: string): boolean {
  if (!host.startsWith('*.')) return false;
  // Required here: loading takes 8 ms, and most manifests have no wildcard.
  const { parse } = require('tldts') as typeof import('tldts');
  const suffix = host.slice(2).toLowerCase().replace(/\.$/, '');
  const { publicSuffix, isIcann, isPrivate } = parse(suffix, { allowPrivateDomains: true });
  // All names in a top-level domain that is not on the list, such as `internal`, belong to one owner.
  return publicSuffix === suffix && Boolean(isIcann || isPrivate);
}

/**
 * Whether a wildcard holds names of many owners, such as `*.com`, `*.co.uk` or `*.github.io`: what follows `*.` is on the
 * public suffix list. The list is loaded with the first wildcard.
 *
 * @see https://publicsuffix.org
 */
export function isPublicSuffixWildcard(host: string): boolean {
  if (!host.startsWith('*.')) return false;
  // No import: it takes 8 ms, and most manifests have no wildcard.
  const { parse } = require('tldts') as typeof import('tldts');
  const suffix = host.slice(2).toLowerCase().replace(/\.$/, '');
  const { publicSuffix, isIcann, isPrivate } = parse(suffix, { allowPrivateDomains: true });
  // Below a top-level name that is not on the list, such as `internal`, everything belongs to one owner.
  return publicSuffix === suffix && Boolean(isIcann || isPrivate);
}

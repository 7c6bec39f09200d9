import { isWildcard } from './dns';

/** Whether a wildcard matches names of many owners, such as `*.com`, `*.co.uk` or `*.github.io`. */
export function isPublicSuffixWildcard(host: string): boolean {
  return publicSuffixOf(host) !== undefined;
}

/**
 * Whose suffix of the public suffix list a wildcard names: one of the registries of DNS, such as `*.co.uk`, or one of a company that
 * gives names to its customers, such as `*.github.io` or `*.s3.eu-central-1.amazonaws.com`; else `undefined`. The list is loaded for
 * the first wildcard.
 *
 * @see https://publicsuffix.org
 */
export function publicSuffixOf(host: string): 'registry' | 'company' | undefined {
  if (!isWildcard(host)) return undefined;
  // Required here: loading takes 8 ms, and most manifests have no wildcard.
  const { parse } = require('tldts') as typeof import('tldts');
  const suffix = host.slice(2).toLowerCase().replace(/\.$/, '');
  const { publicSuffix, isIcann, isPrivate } = parse(suffix, { allowPrivateDomains: true });
  // All names in a top-level domain that is not on the list, such as `internal`, belong to one owner.
  if (publicSuffix !== suffix) return undefined;
  return isPrivate ? 'company' : isIcann ? 'registry' : undefined;
}

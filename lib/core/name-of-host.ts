import { isWildcard } from './net/dns';

/**
 * The resource name for a host. A host is a valid name, which is kept. A wildcard becomes `wildcard-0.…`. The number of hosts
 * that begin with such a label is raised by one, so that all hosts have different names.
 *
 * | host | name |
 * |---|---|
 * | `api.example.com` | `api.example.com` |
 * | `*.example.com` | `wildcard-0.example.com` |
 * | `wildcard-0.example.com` | `wildcard-1.example.com` |
 */
export function nameOfHost(host: string): string {
  if (isWildcard(host)) return `wildcard-0.${host.slice(2)}`;
  return host.replace(/^wildcard-(0|[1-9][0-9]*)(?=\.)/, (_, n: string) => `wildcard-${BigInt(n) + 1n}`);
}

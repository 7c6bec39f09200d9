/**
 * The resource name that stands for a host. A host is a valid name already and is kept, however long; a wildcard becomes
 * `wildcard-0.…`, and a host that happens to begin so moves one up, so that no two hosts ever share a name.
 *
 * | host | name |
 * |---|---|
 * | `api.example.com` | `api.example.com` |
 * | `*.example.com` | `wildcard-0.example.com` |
 * | `wildcard-0.example.com` | `wildcard-1.example.com` |
 */
export function nameOfHost(host: string): string {
  if (host.startsWith('*.')) return `wildcard-0.${host.slice(2)}`;
  return host.replace(/^wildcard-(0|[1-9][0-9]*)(?=\.)/, (_, n: string) => `wildcard-${BigInt(n) + 1n}`);
}

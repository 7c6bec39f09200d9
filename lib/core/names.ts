/** The longest name that Kubernetes takes for most kinds. */
export const MAX_NAME = 253;

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS_LABEL = new RegExp(`^${LABEL}$`);
const DNS_SUBDOMAIN = new RegExp(`^${LABEL}(\\.${LABEL})*$`);

/** A name for kinds that become part of a host name, such as Service: one label, at most 63 characters, a letter first. */
export function isDnsLabel(name: unknown): name is string {
  return typeof name === 'string' && name.length <= 63 && DNS_LABEL.test(name) && !/^[0-9]/.test(name);
}

/** A namespace: one label, at most 63 characters. */
export function isNamespace(name: unknown): name is string {
  return typeof name === 'string' && name.length <= 63 && DNS_LABEL.test(name);
}

/** A name for all other kinds: labels with dots between them, at most 253 characters. */
export function isDnsSubdomain(name: unknown): name is string {
  return typeof name === 'string' && name.length <= MAX_NAME && DNS_SUBDOMAIN.test(name);
}

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

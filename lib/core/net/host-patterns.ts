import { isWildcard, withoutFinalDot } from './dns';

/** Hosts and wildcards, found in a time that does not depend on their number. `*` is every host. */
export class HostPatterns {
  private readonly exact = new Set<string>();
  /** The domains of wildcards. */
  private readonly domains = new Set<string>();
  /** The domains around all patterns, so that a wildcard finds the patterns inside it. */
  private readonly around = new Set<string>();
  private readonly isAll: boolean;

  constructor(patterns: readonly string[]) {
    this.isAll = patterns.includes('*');
    for (const pattern of patterns) {
      const name = plainHost(pattern);
      if (isWildcard(name)) this.domains.add(name.slice(2));
      else this.exact.add(name);
      for (const domain of domainsAround(name)) this.around.add(domain);
    }
  }

  /** The patterns for names and all names below them. */
  public static below(names: readonly string[]): HostPatterns {
    return new HostPatterns(names.flatMap((name) => [name, `*.${name}`]));
  }

  /** Whether the patterns contain a host, or all hosts of a wildcard. */
  public covers(host: string): boolean {
    if (this.isAll) return true;
    if (host === '*') return false;
    return this.exact.has(host) || domainsAround(host).some((domain) => this.domains.has(domain));
  }

  /** Whether the patterns and a host, or the hosts of a wildcard, have a host in common. */
  public meets(host: string): boolean {
    if (host === '*' || this.covers(host)) return true;
    if (isWildcard(host)) return this.around.has(host.slice(2));
    // Istio accepts hosts such as `*-api.example.com`, which are rare.
    return host.startsWith('*') && [...this.exact, ...this.domains].some((name) => name.endsWith(host.slice(1)));
  }
}

/** A host as it is compared. */
export function plainHost(host: string): string {
  return withoutFinalDot(host.toLowerCase());
}

/** The domains that contain a name: `example.com` and `com` for `api.example.com`, and for the wildcard `*.example.com`. */
function domainsAround(name: string): string[] {
  const domains: string[] = [];
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) domains.push(name.slice(dot + 1));
  return domains;
}

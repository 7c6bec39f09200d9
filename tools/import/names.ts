/** `HTTPListenerPolicy` → `http-listener-policy`. */
export function kebab(kind: string): string {
  return kind
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase();
}

/** `ext-auth` → `ExtAuth`. */
export function pascal(name: string): string {
  return name.replace(/(?:^|[^A-Za-z\d]+)([A-Za-z\d]?)/g, (_, first: string) => first.toUpperCase());
}

/** The singular of a list's name: `policies` → `Policy`, `matches` → `Match`, `rules` → `Rule`. */
export function singular(name: string): string {
  if (/[^aeiou]ies$/.test(name)) return name.replace(/ies$/, 'y');
  if (/(ss|x|ch|sh|ias)es$/.test(name)) return name.replace(/es$/, '');
  return /[^s]s$/.test(name) ? name.replace(/s$/, '') : name;
}

/** The type names used in a file. Names that differ only in case would confuse readers and some file systems. */
export class NameSpace {
  private readonly taken: Set<string>;

  constructor(reserved: readonly string[]) {
    this.taken = new Set(reserved.map((name) => name.toLowerCase()));
  }

  /** Reserves the first free candidate. If none is free, adds a number to the last one. */
  take(candidates: readonly string[]): string {
    const last = candidates.at(-1) ?? '';
    const numbered = [2, 3, 4, 5, 6, 7, 8, 9].map((number) => `${last}${number}`);
    const free = [...candidates, ...numbered].find((name) => !this.taken.has(name.toLowerCase()));
    if (!free) throw new Error(`no free type name for ${last}`);
    this.taken.add(free.toLowerCase());
    return free;
  }
}

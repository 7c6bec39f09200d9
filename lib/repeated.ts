/** The keys that more than one place has, each with its places in order; keys in the order in which they were met. */
export function repeated(keyed: Iterable<readonly [key: string, place: string]>): [key: string, places: string[]][] {
  const places = new Map<string, string[]>();
  for (const [key, place] of keyed) {
    const known = places.get(key);
    if (known) known.push(place);
    else places.set(key, [place]);
  }
  return [...places].filter(([, all]) => all.length > 1).map(([key, all]) => [key, all.sort()]);
}

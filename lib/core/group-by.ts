/** The keys that more than one place has, each with its places in order; keys in the order in which they were met. */
export function duplicates(keyed: Iterable<readonly [key: string, place: string]>): [key: string, places: string[]][] {
  const places = new Map<string, string[]>();
  for (const [key, place] of keyed) listAt(places, key).push(place);
  return [...places].filter(([, all]) => all.length > 1).map(([key, all]) => [key, all.sort()]);
}

/** The list that a map keeps for a key, made where there is none yet. */
export function listAt<K, V>(lists: Map<K, V[]>, key: K): V[] {
  const known = lists.get(key);
  if (known) return known;
  const made: V[] = [];
  lists.set(key, made);
  return made;
}

/**
 * The first item of each key, in the order of the items. Rules that meet one object several times report it once.
 *
 * @param keyOf - objects and texts are the same key as in a `Set`
 */
export function* oncePer<T>(items: Iterable<T>, keyOf: (item: T) => unknown): Iterable<T> {
  const known = new Set<unknown>();
  for (const item of items) {
    const key = keyOf(item);
    if (known.has(key)) continue;
    known.add(key);
    yield item;
  }
}

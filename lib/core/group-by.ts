/** The keys that occur in several places, each with its sorted places. Keys are in the order of their first occurrence. */
export function duplicates(keyed: Iterable<readonly [key: string, place: string]>): [key: string, places: string[]][] {
  const places = new Map<string, string[]>();
  for (const [key, place] of keyed) listAt(places, key).push(place);
  return [...places].filter(([, all]) => all.length > 1).map(([key, all]) => [key, all.sort()]);
}

/** The list of a map for a key. If there is none, an empty one is added. */
export function listAt<K, V>(lists: Map<K, V[]>, key: K): V[] {
  const known = lists.get(key);
  if (known) return known;
  const made: V[] = [];
  lists.set(key, made);
  return made;
}

/**
 * The first item for each key, in the order of the items. With it, rules report an object once that they see several times.
 *
 * @param keyOf - returns the key of an item; keys are compared as in a `Set`
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

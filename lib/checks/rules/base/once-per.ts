/**
 * The first item of each key, in the order of the items. Many rules meet one object several times, and report it once.
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

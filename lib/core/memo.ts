/** Creates a value on first use, and only once: most runs need only few of the tables of this library. */
export function lazy<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/**
 * A function of a text that caches its results, except `undefined`.
 *
 * @param most - the size of the cache; when it is full, all results are dropped
 */
export function memoize<V>(make: (text: string) => V, most = 10_000): (text: string) => V {
  const known = new Map<string, V>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = make(text);
    if (known.size >= most) known.clear();
    known.set(text, made);
    return made;
  };
}

/** A function of an object, such as the graph, that caches its result as long as the object exists. */
export function memoizePerObject<K extends object, V extends object>(make: (object: K) => V): (object: K) => V {
  const known = new WeakMap<K, V>();
  return (object) => {
    const before = known.get(object);
    if (before) return before;
    const made = make(object);
    known.set(object, made);
    return made;
  };
}

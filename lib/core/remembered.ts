/**
 * A function of texts that remembers what it gave, unless that was nothing: most texts come again and again.
 *
 * @param most - how many it remembers; then it begins anew
 */
export function remembered<V>(make: (text: string) => V, most = 10_000): (text: string) => V {
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

/**
 * Adds an item to a list, or begins one. V8 reserves 17 places when an item is added to `[]`, and most lists of the graph have only
 * one item.
 */
export function append<T>(list: T[] | undefined, item: T): T[] {
  if (list === undefined) return [item];
  list.push(item);
  return list;
}

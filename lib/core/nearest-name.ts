/** The known name that is most similar to a misspelled one: with at most two different letters, or another case. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  const lower = name.toLowerCase();
  let [best, least] = [undefined as string | undefined, 3];
  for (const each of known) {
    const distance = each.toLowerCase() === lower ? 0 : distanceOf(name, each, least);
    if (distance < least && distance < each.length / 2) [best, least] = [each, distance];
  }
  return best;
}

/** The number of letters to insert, remove or replace, up to `limit`. */
function distanceOf(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? limit;
}

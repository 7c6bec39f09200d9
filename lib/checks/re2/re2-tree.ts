/** Inclusive ranges of code points, sorted, none touching another: `[from, to, from, to, …]`. */
export type Ranges = readonly number[];

/** A regular expression as a tree. Groups and greediness are left out: they don't decide whether a text matches. */
export type Node =
  | { readonly op: 'set'; readonly ranges: Ranges }
  | { readonly op: 'assert'; readonly js: string }
  | { readonly op: 'sequence' | 'choice'; readonly parts: readonly Node[] }
  | { readonly op: 'repeat'; readonly body: Node; readonly min: number; readonly max: number };

export const LAST = 0x10ffff;

/** The union of ranges in any order. */
export function union(ranges: Ranges): Ranges {
  const pairs: [number, number][] = [];
  for (let at = 0; at < ranges.length; at += 2) pairs.push([ranges[at] as number, ranges[at + 1] as number]);
  const merged: number[] = [];
  for (const [from, to] of pairs.sort(([left], [right]) => left - right)) {
    const end = merged.at(-1);
    if (end === undefined || from > end + 1) merged.push(from, to);
    else merged[merged.length - 1] = Math.max(end, to);
  }
  return merged;
}

/** Every other code point. */
export function complement(ranges: Ranges): Ranges {
  const others: number[] = [];
  let from = 0;
  for (let at = 0; at < ranges.length; at += 2) {
    if ((ranges[at] as number) > from) others.push(from, (ranges[at] as number) - 1);
    from = (ranges[at + 1] as number) + 1;
  }
  return from > LAST ? others : [...others, from, LAST];
}

export function includes(ranges: Ranges, point: number): boolean {
  for (let at = 0; at < ranges.length; at += 2) {
    if (point <= (ranges[at + 1] as number)) return point >= (ranges[at] as number);
  }
  return false;
}

export function overlap(left: Ranges, right: Ranges): boolean {
  return left.some(
    (from, at) =>
      at % 2 === 0 &&
      right.some((start, index) => index % 2 === 0 && start <= (left[at + 1] as number) && from <= (right[index + 1] as number)),
  );
}

/** The set with both cases of each ASCII letter, and U+017F and U+212A, which RE2 takes for cases of `s` and `k`. */
export function foldCase(ranges: Ranges): Ranges {
  if (ranges.some((point, at) => at % 2 === 1 && point > 0x7f && point < LAST)) throw new Error('(?i) on letters beyond ASCII');
  const more: number[] = [];
  for (let small = 0x61; small <= 0x7a; small++) {
    const cases = [small, small - 32, ...(small === 0x73 ? [0x17f] : small === 0x6b ? [0x212a] : [])];
    if (cases.some((each) => includes(ranges, each))) more.push(...cases.flatMap((each) => [each, each]));
  }
  return union([...ranges, ...more]);
}

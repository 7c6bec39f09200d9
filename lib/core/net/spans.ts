/** A set of whole numbers, as ranges that do not overlap. Each range includes both of its ends. */
export type Spans = readonly (readonly [first: bigint, last: bigint])[];

/** The numbers that both sets contain. */
export function intersection(one: Spans, other: Spans): Spans {
  return one.flatMap(([first, last]) =>
    other.flatMap(([begin, end]) => {
      const [from, to] = [first > begin ? first : begin, last < end ? last : end];
      return from <= to ? [[from, to] as const] : [];
    }),
  );
}

/** The numbers of a set that another set does not contain. */
export function difference(spans: Spans, taken: Spans): Spans {
  let rest = spans;
  for (const [begin, end] of taken) {
    rest = rest.flatMap(([first, last]): Spans => {
      if (end < first || last < begin) return [[first, last]];
      const left: Spans = first < begin ? [[first, begin - 1n]] : [];
      return end < last ? [...left, [end + 1n, last]] : left;
    });
  }
  return rest;
}

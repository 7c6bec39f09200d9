const MARK = { label: 'labels', annotation: 'annotations' } as const;

/** A label or an annotation of an object, as CEL: empty if it is missing. */
export function markOf(kind: keyof typeof MARK, key: string, object = 'object'): string {
  return `${object}.metadata.?${MARK[kind]}[?${key}].orValue("")`;
}

/** An annotation of the object, as CEL. */
export const annotation = (key: string): string => markOf('annotation', JSON.stringify(key));

const MARK = { label: 'labels', annotation: 'annotations' } as const;

/** A label or an annotation of an object, as CEL. @param missing - what it is if the object has none */
export function markOf(kind: keyof typeof MARK, key: string, object = 'object', missing = ''): string {
  return `${object}.metadata.?${MARK[kind]}[?${key}].orValue("${missing}")`;
}

/** An annotation of the object, as CEL. */
export const annotation = (key: string): string => markOf('annotation', JSON.stringify(key));

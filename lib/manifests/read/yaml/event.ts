/** Kinds of events. */
export const EVENT = { scalar: 0, alias: 1, sequence: 2, mapping: 3, end: 4 } as const;

/**
 * A part of a document: a scalar, an alias, or the start of a list or mapping. The entries of a list or mapping follow, up to its
 * `end`. In a mapping, keys and values alternate.
 */
export interface Event {
  readonly type: (typeof EVENT)[keyof typeof EVENT];
  /** The offset of the start of the value, after its tag and anchor; -1 if it is empty. */
  readonly at: number;
  /** The text of a scalar, or the name of an alias. */
  readonly value: string;
  /** Whether a scalar is neither quoted nor a block, so that `5` is a number. */
  readonly plain: boolean;
  /** The name of the anchor; empty if there is none. */
  readonly anchor: string;
  /** The tag, such as `!!str`; empty if there is none. */
  readonly tag: string;
}

/** Whether a key is `<<`, unquoted. */
export function isMerge({ type, plain, tag, value }: Event): boolean {
  return type === EVENT.scalar && value === '<<' && (tag === '' ? plain : tag === '!' || tag === '!!merge');
}

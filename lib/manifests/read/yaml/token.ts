/** Kinds of tokens. */
export const TOKEN = {
  streamEnd: 0,
  version: 1,
  tagDirective: 2,
  documentStart: 3,
  documentEnd: 4,
  blockSequence: 5,
  blockMapping: 6,
  blockEnd: 7,
  flowSequence: 8,
  flowSequenceEnd: 9,
  flowMapping: 10,
  flowMappingEnd: 11,
  flowEntry: 12,
  blockEntry: 13,
  key: 14,
  value: 15,
  alias: 16,
  anchor: 17,
  tag: 18,
  scalar: 19,
} as const;

/** The kind of a token. */
export type TokenType = (typeof TOKEN)[keyof typeof TOKEN];

/** A unit of syntax. All tokens have the same fields, because this makes reading faster. */
export interface Token {
  readonly type: TokenType;
  /** The offset of its start. */
  readonly at: number;
  /** The value of a scalar, the name of an anchor or alias, or the rest of a tag after its handle. */
  readonly value: string;
  /** The start of a tag, such as `!!`. */
  readonly handle: string;
  /** Whether a scalar is neither quoted nor a block. */
  readonly plain: boolean;
}

/** Creates a token. */
export function token(type: TokenType, at: number, value = '', handle = '', plain = false): Token {
  return { type, at, value, handle, plain };
}

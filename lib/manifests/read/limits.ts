/** The maximum size of all inputs together, in bytes. 10,000 hosts need 30 MB. Node's default memory suffices for it. */
export const MAX_BYTES = 128 * 1024 * 1024;

/** The maximum number of brackets, colons, dashes and line breaks in a document. Each needs 150 bytes while it is read. */
export const MAX_MARKS = 8_000_000;

/** The maximum number of values in all inputs, with values of aliases counted each time. 10,000 hosts have 1.3 million. */
export const MAX_VALUES = 10_000_000;

/** The maximum number of values in a document that come from aliases. kubectl has the same limit. */
export const MAX_ALIASED = 400_000;

/** The maximum nesting of mappings and lists. The deepest schema needs about 30 levels, a CRD about 80. */
export const MAX_DEPTH = 200;

/** The maximum number of unusable documents that are reported. The others are only counted. */
export const MAX_PROBLEMS = 100;

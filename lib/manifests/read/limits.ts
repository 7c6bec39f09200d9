/** Bytes of all inputs together. 10,000 hosts make 30 MB; this is what fits into Node's default memory several times over. */
export const MAX_BYTES = 128 * 1024 * 1024;

/** Characters of one document that could begin a value: brackets, colons, dashes, line ends. Each costs 150 bytes while it is read. */
export const MAX_MARKS = 8_000_000;

/** Values of all inputs together, those of aliases counted each time: 10,000 hosts make about 1.3 million. */
export const MAX_VALUES = 10_000_000;

/** Values of one document that come from aliases. What kubectl allows is as much. */
export const MAX_ALIASED = 400_000;

/** Mappings and lists inside each other. The deepest pinned schema needs about 30, a CRD about 80. */
export const MAX_DEPTH = 200;

/** Errors in inputs that are told one by one; the rest is counted. */
export const MAX_PROBLEMS = 100;

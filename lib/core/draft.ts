/** A part of a manifest under construction. Setting each field that is specified costs far less than spreading objects. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] };

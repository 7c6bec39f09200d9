/** A manifest's part in the making: fields are put in one by one where they are said at all, which costs far less than spreads. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] };

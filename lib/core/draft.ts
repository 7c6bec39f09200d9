/** A manifest's part in the making: fields are put in one by one where they are said at all, which costs far less than spreads. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** Two records as one; where the other is empty, the one itself. */
export function merged(one: Texts, other: Texts): Texts {
  if (isEmpty(other)) return one;
  if (isEmpty(one)) return other;
  const both: Record<string, string> = {};
  for (const key of Object.keys(one)) both[key] = one[key] as string;
  for (const key of Object.keys(other)) both[key] = other[key] as string;
  return both;
}

type Texts = Readonly<Record<string, string>>;

function isEmpty(texts: Texts): boolean {
  for (const _ in texts) return false;
  return true;
}

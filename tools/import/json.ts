/** A value in a YAML or JSON document. */
export type Json = unknown;
export type JsonRecord = Readonly<Record<string, Json>>;

/** @throws if `value` is not an object. `at` is its path, for the message. */
export function asRecord(value: Json, at: string): JsonRecord {
  if (isRecord(value)) return value;
  throw new Error(`${at}: expected an object, but ${JSON.stringify(value)} was found`);
}

/** @throws if `value` is not a list */
export function asArray(value: Json, at: string): readonly Json[] {
  if (Array.isArray(value)) return value;
  throw new Error(`${at}: expected a list, but ${JSON.stringify(value)} was found`);
}

/** @throws if `value` is not a string */
export function asText(value: Json, at: string): string {
  if (typeof value === 'string') return value;
  throw new Error(`${at}: expected a text, but ${JSON.stringify(value)} was found`);
}

export function isRecord(value: Json): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

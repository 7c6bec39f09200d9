/** What a YAML or JSON document holds. */
export type Json = unknown;
export type JsonRecord = Readonly<Record<string, Json>>;

/** @throws if `value` is no object; `at` says where it stands */
export function asRecord(value: Json, at: string): JsonRecord {
  if (isRecord(value)) return value;
  throw new Error(`${at}: expected an object, but ${JSON.stringify(value)} was found`);
}

/** @throws if `value` is no list */
export function asArray(value: Json, at: string): readonly Json[] {
  if (Array.isArray(value)) return value;
  throw new Error(`${at}: expected a list, but ${JSON.stringify(value)} was found`);
}

/** @throws if `value` is no text */
export function asText(value: Json, at: string): string {
  if (typeof value === 'string') return value;
  throw new Error(`${at}: expected a text, but ${JSON.stringify(value)} was found`);
}

export function isRecord(value: Json): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

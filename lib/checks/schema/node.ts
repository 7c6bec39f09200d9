import type { Issues } from './issue';

/**
 * Judges a value: adds what is wrong to the issues, and returns the value with the schema's defaults in it and the nulls
 * that the API server drops left out. The value itself is never changed; it is returned when nothing is to be changed.
 */
export type Validator = (value: unknown, issues: Issues) => unknown;

/** A schema made ready to judge values. */
export interface Node {
  /** To be called on the node: it becomes another function once the schema is compiled. */
  readonly check: Validator;
  /** Any string is fine, and need not be asked about. */
  readonly anyText: boolean;
  /** `null` is a value like others here, and not dropped. */
  readonly nullable: boolean;
  /** The default with its own defaults in it; `undefined` when there is none. Not to be changed. */
  readonly fallback: unknown;
}

/** An object of JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for an object of JSON: no list, not `null`. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Judges `value` as the value at `step`. */
export function checkAt(node: Node, value: unknown, step: string | number, issues: Issues): unknown {
  if (node.anyText && typeof value === 'string') return value;
  const before = issues.count;
  const result = node.check(value, issues);
  if (issues.count !== before) issues.prefix(before, step);
  return result;
}

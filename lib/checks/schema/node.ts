import type { Issues } from './issue';

/**
 * Checks a value: adds its issues, and returns it with the schema's defaults, and without the nulls that the API server drops.
 * Never changes the value itself; returns it if there is nothing to change.
 */
export type Validator = (value: unknown, issues: Issues) => unknown;

/** A compiled schema. */
export interface Node {
  /** Call it on the node: the function is replaced when the schema is compiled. */
  readonly check: Validator;
  /** Whether every string is valid and needs no check. */
  readonly anyText: boolean;
  /** Whether `null` is a value here, which is not dropped. */
  readonly nullable: boolean;
  /** The default, including its own defaults; `undefined` if there is none. Do not change it. */
  readonly fallback: unknown;
}

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object: neither a list nor `null`. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Checks `value` as the value at `step`. */
export function checkAt(node: Node, value: unknown, step: string | number, issues: Issues): unknown {
  if (node.anyText && typeof value === 'string') return value;
  const before = issues.count;
  const result = node.check(value, issues);
  if (issues.count !== before) issues.prefix(before, step);
  return result;
}

/**
 * Judges a value by one CEL rule: `true` holds, `false` is violated, `undefined` is an evaluation error, which the API
 * server refuses too.
 *
 * `self` is JSON data with the schema's defaults in it. Like the API server, ask only when the object has no error of type,
 * `required`, `enum`, `maxLength` or `maxItems` (they block its CEL rules), and never for `null`: the function relies on the
 * schema's types and required fields and may throw without them.
 */
export type CelRule = (self: unknown) => boolean | undefined;

/** The rules of a kind, by the `index` of each `x-kubernetes-validations` entry. */
export type CelRules = (c: Cel) => readonly CelRule[];

/** What generated rules call: CEL's functions where JavaScript has no operator of the same meaning. */
export type Cel = typeof import('./cel').cel;

export const cel = {};

import { asArray, asRecord, isRecord, type Json, type JsonRecord } from './json';
import { ITEM, VALUE } from './schema';

/** The versions that have something, from `since` (or the oldest compared version) to `until` (or the newest), inclusive. */
export interface Span {
  readonly since?: string;
  readonly until?: string;
}

export type Spans = Readonly<Record<string, Span>>;

/** A version of a component, with the schema in its CRD. */
export interface SchemaAt {
  readonly version: string;
  readonly schema: JsonRecord;
}

/** What was added or removed between the compared versions. Anything not listed is as old as its parent. */
export interface Changes {
  /** Fields by their path. */
  readonly fields: Spans;
  /** Enum values by the path of their field, then by the value. */
  readonly values: Readonly<Record<string, Spans>>;
}

/**
 * Compares the versions of a schema, oldest first. Status is left out, because users do not write it.
 *
 * @throws if something was removed and added again
 */
export function changesOf(versions: readonly SchemaAt[]): Changes {
  const changes = { fields: {}, values: {} };
  for (const name of namesIn(versions.map(childrenOf))) {
    if (name !== 'status') compareChild(versions, name, name, changes);
  }
  return changes;
}

/** The range of the versions `having` among `all`, both oldest first. */
export function spanOf(all: readonly string[], having: readonly string[], what: string): Span {
  const first = all.indexOf(having.at(0) ?? '');
  const last = all.indexOf(having.at(-1) ?? '');
  if (last - first + 1 !== having.length) throw new Error(`${what}: removed and added again; only ${having.join(', ')} have it`);
  return { ...(first > 0 && { since: all[first] }), ...(last < all.length - 1 && { until: all[last] }) };
}

interface Collected {
  readonly fields: Record<string, Span>;
  readonly values: Record<string, Spans>;
}

function compareChild(versions: readonly SchemaAt[], name: string, path: string, changes: Collected): void {
  const having = versions.flatMap(({ version, schema }) => {
    const child = childrenOf({ version, schema }).get(name);
    return child ? [{ version, schema: child }] : [];
  });
  if (having.length < versions.length) changes.fields[path] = spanOf(names(versions), names(having), path);
  const values = valuesOf(having, path);
  if (Object.keys(values).length > 0) changes.values[path] = values;
  for (const child of namesIn(having.map(childrenOf))) {
    compareChild(having, child, child === ITEM || child === VALUE ? path + child : `${path}.${child}`, changes);
  }
}

/** Stands for all values that an enum does not list, from the version on that has no enum any more. */
export const ANY_VALUE = '*';

/**
 * The enum values that some versions lack. A version without an enum for this field accepts them all. If the newest has none, all
 * values of the older ones are listed, and `*` for the others.
 */
function valuesOf(versions: readonly SchemaAt[], path: string): Spans {
  const enums = versions.map(({ schema }) => (schema.enum === undefined ? undefined : asArray(schema.enum, path).map(String)));
  const isOpened = enums.length > 0 && enums.at(-1) === undefined && enums.some((each) => each !== undefined);
  const open = versions.filter((_, index) => enums[index] === undefined);
  const rest = isOpened ? [[ANY_VALUE, spanOf(names(versions), names(open), path)] as const] : [];
  const spans = [...new Set(enums.flatMap((each) => each ?? []))].flatMap((value) => {
    const having = versions.filter((_, index) => enums[index]?.includes(value) ?? true);
    return having.length < versions.length || isOpened
      ? [[value, spanOf(names(versions), names(having), `${path}: ${value}`)] as const]
      : [];
  });
  return Object.fromEntries([...rest, ...spans].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The direct subschemas, by their step. A CRD declares all its fields outside `anyOf`, `allOf` and `oneOf`. */
function childrenOf({ schema, version }: SchemaAt): ReadonlyMap<string, JsonRecord> {
  const properties = Object.entries(asRecord(schema.properties ?? {}, version));
  const inside: readonly (readonly [string, Json])[] = [
    ...properties,
    [ITEM, schema.items],
    [VALUE, schema.additionalProperties],
  ];
  return new Map(inside.flatMap(([step, child]) => (isRecord(child) ? [[step, child] as const] : [])));
}

function namesIn(all: readonly ReadonlyMap<string, unknown>[]): readonly string[] {
  return [...new Set(all.flatMap((each) => [...each.keys()]))].sort();
}

function names(versions: readonly SchemaAt[]): readonly string[] {
  return versions.map(({ version }) => version);
}

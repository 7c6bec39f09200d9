import { NameSpace, pascal, singular } from './names';
import { ITEM, mapChildren, type Schema, VALUE } from './schema';

/** An object type of a generated file. Identical object types are one type in all their places. */
export interface Struct {
  readonly name: string;
  readonly schema: Schema;
  /** Its paths, such as `spec.rules[].filters[]`. */
  readonly paths: string[];
}

/** The object types of a file, by their schema. */
export interface Structs {
  readonly list: readonly Struct[];
  of(schema: Schema): Struct | undefined;
}

interface Place {
  readonly schema: Schema;
  readonly path: readonly string[];
}

/** Names every distinct object type under `roots`. Outer types come first, so that they get the shorter names. */
export function collectStructs(kind: string, roots: Readonly<Record<string, Schema>>): Structs {
  const names = new NameSpace([kind, `${kind}Props`, 'ApiObject', 'ApiObjectMetadata', 'Construct', 'GroupVersionKind']);
  const found = new Map<string, Struct>();
  let level = Object.entries(roots).map(([name, schema]): Place => ({ schema, path: [name] }));
  while (level.length > 0) {
    level = level.flatMap((place) => visit(place, found, (path) => names.take(candidates(kind, path))));
  }
  return { list: [...found.values()], of: (schema) => found.get(identity(schema)) };
}

/** Adds the type of a place if it is new, and returns the places to visit next. */
function visit({ schema, path }: Place, found: Map<string, Struct>, name: (path: readonly string[]) => string): readonly Place[] {
  if (isStruct(schema)) {
    const known = found.get(identity(schema));
    known?.paths.push(show(path));
    if (known) return [];
    found.set(identity(schema), { name: name(path), schema, paths: [show(path)] });
  }
  return childrenOf({ schema, path });
}

/** The subschemas that describe values of their own. `anyOf`, `allOf` and `oneOf` describe the same value. */
function childrenOf({ schema, path }: Place): readonly Place[] {
  const places: Place[] = [];
  const { properties, items, additionalProperties } = schema;
  mapChildren({ properties, items, additionalProperties }, (child, step) => {
    places.push({ schema: child, path: [...path, step] });
    return child;
  });
  return places;
}

/** Whether a named type is written for the schema. */
export function isStruct(schema: Schema): boolean {
  return schema.properties !== undefined && Object.keys(schema.properties).length > 0;
}

/** Default and nullability belong to the field, not to the type of its value. */
function identity({ default: _, nullable: __, ...schema }: Schema): string {
  return JSON.stringify(schema);
}

/** The kind and the last word of the path, then with more words: `HTTPRouteFilter`, `HTTPRouteBackendRefFilter`, … */
function candidates(kind: string, path: readonly string[]): readonly string[] {
  const words = wordsOf(path);
  const inner = words.length > 1 ? words.slice(1) : words;
  return inner.map((_, index) => kind + inner.slice(inner.length - 1 - index).join(''));
}

function wordsOf(path: readonly string[]): readonly string[] {
  const isEntry = (step: string | undefined) => step === ITEM || step === VALUE;
  const named = path.map((step, index) => ({ step, entry: isEntry(path[index + 1]) })).filter(({ step }) => !isEntry(step));
  return named.map(({ step, entry }) => pascal(entry ? singular(step) : step));
}

function show(path: readonly string[]): string {
  return path.join('.').replaceAll(`.${ITEM}`, ITEM).replaceAll(`.${VALUE}`, VALUE);
}

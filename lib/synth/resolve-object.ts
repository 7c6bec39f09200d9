import {
  ApiObject,
  ApiObjectMetadataDefinition,
  App,
  type Chart,
  ImplicitTokenResolver,
  type IResolver,
  LazyResolver,
  NumberStringUnionResolver,
} from 'cdk8s';
import { isOdd, resolvePlain, UNRESOLVABLE } from './resolve-plain';

type Fields = Readonly<Record<string, unknown>>;

/** The private fields of an object and its metadata that cdk8s' `toJson` reads. */
interface Internals {
  readonly props?: Fields;
  readonly patches?: readonly unknown[];
  readonly metadata: Fields & { readonly _additionalAttributes?: Fields };
}

/**
 * Resolves an object to the same data as its `toJson()`, but faster if the object has only plain data and lazy values. Objects
 * with other tokens, JSON patches, overridden methods or resolvers of the app are left to `toJson()`, including errors.
 *
 * @throws Error the errors of `toJson()`
 */
export function resolveObject(object: ApiObject): Fields {
  const { props, patches, metadata } = object as unknown as Internals;
  const given = metadata._additionalAttributes;
  if (!props || patches?.length !== 0 || !given || !isOrdinary(object)) return object.toJson();
  try {
    const plain = plainObject(props, plainMetadata(metadata, given));
    if (plain !== UNRESOLVABLE) return plain as Fields;
  } catch {
    // `toJson()` throws the error of a lazy value again, with its location.
  }
  return object.toJson();
}

/** Whether cdk8s' own methods create the JSON, and no others. */
function isOrdinary(object: ApiObject): boolean {
  return (
    object.toJson === ApiObject.prototype.toJson &&
    object.metadata.toJson === ApiObjectMetadataDefinition.prototype.toJson &&
    hasDefaultResolvers(object.chart)
  );
}

/** A cache of resolvers by chart, because finding the app is a walk to the root. */
const resolversOf = new WeakMap<Chart, readonly IResolver[]>();
const DEFAULT_RESOLVERS = [LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver];

function hasDefaultResolvers(chart: Chart): boolean {
  const resolvers = resolversOf.get(chart) ?? App.of(chart).resolvers;
  resolversOf.set(chart, resolvers);
  return resolvers.length === 3 && DEFAULT_RESOLVERS.every((type, i) => resolvers[i]?.constructor === type);
}

/** The fields that `toJson` reads from the metadata object itself, not from the data it was created with. */
const OWN = ['annotations', 'finalizers', 'labels', 'name', 'namespace', 'ownerReferences'];

function plainMetadata(metadata: Fields, given: Fields): unknown {
  const all: Record<string, unknown> = {};
  for (const key of OWN) if (!put(all, key, metadata[key], true)) return UNRESOLVABLE;
  for (const key in given) if (!OWN.includes(key) && !put(all, key, given[key], true)) return UNRESOLVABLE;
  return all;
}

/** Sets a field to its resolved value. False if the value is not resolvable. */
function put(all: Record<string, unknown>, key: string, value: unknown, full: boolean): boolean {
  const plain = isOdd(key) ? UNRESOLVABLE : resolvePlain(value, full);
  if (plain !== undefined && plain !== UNRESOLVABLE) all[key] = plain;
  return plain !== UNRESOLVABLE;
}

function plainObject(props: Fields, metadata: unknown): unknown {
  const { apiVersion, kind } = props;
  if (metadata === UNRESOLVABLE || typeof apiVersion !== 'string' || typeof kind !== 'string') return UNRESOLVABLE;
  const object: Record<string, unknown> = { apiVersion, kind, metadata };
  for (const key in props) {
    if (key === 'apiVersion' || key === 'kind' || key === 'metadata') continue;
    if (!put(object, key, props[key], false)) return UNRESOLVABLE;
  }
  return object;
}

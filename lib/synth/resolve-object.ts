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
import { FOREIGN, isOdd, resolvePlain } from './resolve-plain';

type Fields = Readonly<Record<string, unknown>>;

/** What cdk8s' `toJson` reads of an object and of its metadata, as far as its types hide it. */
interface Internals {
  readonly props?: Fields;
  readonly patches?: readonly unknown[];
  readonly metadata: Fields & { readonly _additionalAttributes?: Fields };
}

/**
 * An object as it goes to the cluster: the JSON of its `toJson()`, at a part of the cost where it holds plain data and lazy
 * values only. Whatever cdk8s does with other tokens, JSON patches, overridden methods and an app's own
 * resolvers is left to `toJson()`, its errors too.
 *
 * @throws Error what `toJson()` throws
 */
export function resolveObject(object: ApiObject): Fields {
  const { props, patches, metadata } = object as unknown as Internals;
  const given = metadata._additionalAttributes;
  if (!props || patches?.length !== 0 || !given || !isOrdinary(object)) return object.toJson();
  try {
    const plain = plainObject(props, plainMetadata(metadata, given));
    if (plain !== FOREIGN) return plain as Fields;
  } catch {
    // What a lazy value throws, `toJson()` throws once more, and says where.
  }
  return object.toJson();
}

/** True where cdk8s' own methods make the JSON, and no others. */
function isOrdinary(object: ApiObject): boolean {
  return (
    object.toJson === ApiObject.prototype.toJson &&
    object.metadata.toJson === ApiObjectMetadataDefinition.prototype.toJson &&
    hasDefaultResolvers(object.chart)
  );
}

/** Resolvers by chart: to find the app is a walk to the root. */
const resolversOf = new WeakMap<Chart, readonly IResolver[]>();
const DEFAULT_RESOLVERS = [LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver];

function hasDefaultResolvers(chart: Chart): boolean {
  const resolvers = resolversOf.get(chart) ?? App.of(chart).resolvers;
  resolversOf.set(chart, resolvers);
  return resolvers.length === 3 && DEFAULT_RESOLVERS.every((type, i) => resolvers[i]?.constructor === type);
}

/** What `toJson` takes from where the methods of the metadata put it, not from what it was made with. */
const OWN = ['annotations', 'finalizers', 'labels', 'name', 'namespace', 'ownerReferences'];

function plainMetadata(metadata: Fields, given: Fields): unknown {
  const all: Record<string, unknown> = {};
  for (const key of OWN) if (!put(all, key, metadata[key], true)) return FOREIGN;
  for (const key in given) if (!OWN.includes(key) && !put(all, key, given[key], true)) return FOREIGN;
  return all;
}

/** Puts a plain value where it goes. False when it is not plain. */
function put(all: Record<string, unknown>, key: string, value: unknown, full: boolean): boolean {
  const plain = isOdd(key) ? FOREIGN : resolvePlain(value, full);
  if (plain !== undefined && plain !== FOREIGN) all[key] = plain;
  return plain !== FOREIGN;
}

function plainObject(props: Fields, metadata: unknown): unknown {
  const { apiVersion, kind } = props;
  if (metadata === FOREIGN || typeof apiVersion !== 'string' || typeof kind !== 'string') return FOREIGN;
  const object: Record<string, unknown> = { apiVersion, kind, metadata };
  for (const key in props) {
    if (key === 'apiVersion' || key === 'kind' || key === 'metadata') continue;
    if (!put(object, key, props[key], false)) return FOREIGN;
  }
  return object;
}

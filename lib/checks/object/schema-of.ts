import { SCHEMAS } from '../../../imports/schemas';
import { kindOf, versionOf } from '../../manifests/manifest';
import type { PinnedKind } from '../schema/kind-schema';
import { type CompiledKind, compileKind } from './compile-kind';
import { readKind } from './read-kind';

const compiled = new Map<PinnedKind, CompiledKind>();

/**
 * The compiled kind of an object. It is read and compiled on the first call.
 *
 * @returns undefined if the kind is not pinned, or not in this version
 */
export function schemaOf(apiVersion: string, kind: string): CompiledKind | undefined {
  const pinned = pinnedKind(kindOf({ apiVersion, kind }));
  return pinned?.versions.includes(versionOf(apiVersion)) ? compiledKind(pinned) : undefined;
}

/** A kind that is pinned in some version. @param key its `kindKey` */
export function pinnedKind(key: string): PinnedKind | undefined {
  return Object.hasOwn(SCHEMAS, key) ? SCHEMAS[key] : undefined;
}

/** A pinned kind, read and compiled on the first call. */
export function compiledKind(pinned: PinnedKind): CompiledKind {
  const made = compiled.get(pinned) ?? compileKind(readKind(pinned), pinned.rules());
  compiled.set(pinned, made);
  return made;
}

/** The pinned kinds of an API group, by name. */
export function pinnedKindsOf(group: string): ReadonlyMap<string, PinnedKind> {
  const prefix = group === '' ? '' : `${group}/`;
  return new Map(
    Object.entries(SCHEMAS).flatMap(([key, pinned]) => {
      const kind = key.slice(prefix.length);
      return key.startsWith(prefix) && !kind.includes('/') ? [[kind, pinned]] : [];
    }),
  );
}

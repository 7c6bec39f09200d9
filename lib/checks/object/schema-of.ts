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
  const key = kindOf({ apiVersion, kind });
  const pinned = Object.hasOwn(SCHEMAS, key) ? SCHEMAS[key] : undefined;
  if (!pinned?.versions.includes(versionOf(apiVersion))) return undefined;
  const made = compiled.get(pinned) ?? compile(pinned);
  compiled.set(pinned, made);
  return made;
}

function compile(pinned: PinnedKind): CompiledKind {
  return compileKind(readKind(pinned), pinned.rules());
}

/** Whether a kind is pinned in some version. @param kind its `kindKey` */
export function isPinned(kind: string): boolean {
  return Object.hasOwn(SCHEMAS, kind);
}

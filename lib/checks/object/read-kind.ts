import { readFileSync } from 'node:fs';
import type { KindSchema, PinnedKind } from '../schema/kind-schema';

/** Reads the pinned schema of a kind. */
export function readKind({ file }: PinnedKind): KindSchema {
  return JSON.parse(readFileSync(file, 'utf8')) as KindSchema;
}

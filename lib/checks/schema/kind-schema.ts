import type { CelRules } from '../cel/cel';
import type { Schema } from './schema';

/** What `imports/<group>/<kind>.schema.json` holds of a kind. */
export interface KindSchema {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly statusSubresource: boolean;
  readonly schema: Schema;
  /** What `{ "$ref": "#/$defs/<index>" }` leads to. */
  readonly $defs: readonly Schema[];
}

/** A line of `imports/schemas.ts`, by `kindKey`: read when the first object of the kind is judged. */
export interface PinnedKind {
  /** The versions served with exactly this schema, the pinned one first. */
  readonly versions: readonly string[];
  /** The absolute path of what {@link KindSchema} tells. */
  readonly file: string;
  readonly rules: () => CelRules;
}

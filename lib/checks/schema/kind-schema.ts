import type { PlatformComponent } from '../../core/platform';
import type { CelRules } from '../cel/cel';
import type { Schema } from './schema';

/** The content of `imports/<group>/<kind>.schema.json`. */
export interface KindSchema {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly statusSubresource: boolean;
  readonly schema: Schema;
  /** The targets of `{ "$ref": "#/$defs/<index>" }`. */
  readonly $defs: readonly Schema[];
}

/** A line of `imports/schemas.ts`, by `kindKey`. Its file is read when the first object of the kind is checked. */
export interface PinnedKind {
  /** The versions served with exactly this schema, the pinned one first. */
  readonly versions: readonly string[];
  /** The absolute path of the file with the {@link KindSchema}. */
  readonly file: string;
  readonly rules: () => CelRules;
  /**
   * The newest minor version of its component in which a field, a value or an API version of the kind was added or removed. Older
   * platforms differ from the schema as `.since.json` says. Absent if nothing is known to have changed.
   */
  readonly changed?: { readonly component: PlatformComponent; readonly version: string };
}

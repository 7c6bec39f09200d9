import type { Mismatch } from '../../core/finding';
import type { Path } from '../../core/path';
import type { Manifest } from '../../manifests/manifest';

/** One violation of a rule. */
export interface Objection extends Mismatch {
  /** The object to correct. */
  readonly object: Manifest;
  /** The field, such as `['spec', 'rules', 0, 'backendRefs', 1, 'port']`; empty for the object as a whole. */
  readonly path: Path;
}

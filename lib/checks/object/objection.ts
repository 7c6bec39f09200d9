import type { Manifest } from '../../manifests/manifest';

/** One place that breaks a rule. */
export interface Objection {
  /** The object that has to be mended. */
  readonly object: Manifest;
  /** The field, such as `spec.rules[0].backendRefs[1].port`; `metadata.labels['a/b']` where a key is no plain word. */
  readonly path: string;
  /** The value there, or what of it matters. */
  readonly got: unknown;
  /** What would be accepted instead. */
  readonly allowed: string;
  /** What to do about it. */
  readonly fix: string;
}

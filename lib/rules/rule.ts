import type { EgressGraph } from '../graph';
import type { Manifest } from '../manifests/manifest';
import type { Platform } from '../platform';

/** A rule over the manifests of a cluster, read together. One file, one test, one page in `docs/rules/`. */
export interface Rule {
  /**
   * Who would object, and to what: `egress/…` for what is unsafe or does not do what it says, `istio/…`, `kgateway/…`,
   * `ztunnel/…`, `kyverno/…` for what that system refuses, ignores or misreads. The page is `docs/rules/<id with - for />.md`.
   */
  readonly id: string;
  /** An `error` stops synthesis; it can be set otherwise. */
  readonly severity: RuleSeverity;
  /** What is wrong, as one sentence without the object's name. */
  readonly summary: string;
  /** Every place that breaks the rule. */
  readonly check: (context: RuleContext) => Iterable<Objection>;
}

export type RuleSeverity = 'error' | 'warning' | 'info';

/** What a rule looks at. */
export interface RuleContext {
  readonly graph: EgressGraph;
  readonly platform: Platform;
  /** The instant at which approvals are judged. */
  readonly now: Date;
}

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

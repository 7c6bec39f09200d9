import type { RuleSeverity } from '../../../core/finding';
import type { Platform } from '../../../core/platform';
import type { EgressGraph } from '../../graph';
import type { Objection } from '../../object/objection';

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

/** What a rule looks at. */
export interface RuleContext {
  readonly graph: EgressGraph;
  readonly platform: Platform;
  /** The instant at which approvals are judged. */
  readonly now: Date;
}

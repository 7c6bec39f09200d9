import type { ApprovalLimits } from '../../../core/approval-limits';
import type { RuleSeverity } from '../../../core/finding';
import type { Platform } from '../../../core/platform';
import type { WaivableRuleId } from '../../../core/rule-ids';
import type { EgressGraph } from '../../graph';
import type { Objection } from '../../object/objection';

/** A rule about all manifests of a cluster together. Each rule has a file, a test, and a page in `docs/rules/`. */
export interface Rule {
  /**
   * The prefix is `egress/` if the setting is unsafe or has no effect. `istio/`, `kgateway/`, `ztunnel/` and `kyverno/` name the
   * component that rejects, ignores or misreads it. `pageOf` returns the page.
   */
  readonly id: WaivableRuleId;
  /** The default. Users can override it by rule. An `error` stops synthesis. */
  readonly severity: RuleSeverity;
  /** States the problem in one clause, without the name of the object. */
  readonly summary: string;
  /** Returns every place that violates the rule. */
  readonly check: (context: RuleContext) => Iterable<Objection>;
}

/** The input of a rule. */
export interface RuleContext {
  readonly graph: EgressGraph;
  readonly platform: Platform;
  /** The time at which approvals must be valid. */
  readonly now: Date;
  /** Namespaces of the platform in addition to the well-known ones; `*` stands for any characters. @default - none */
  readonly platformNamespaces?: readonly string[];
  /** The limits for approvals. @default - none */
  readonly approvals?: ApprovalLimits;
  /** Whether the objects are those of an app, which writes them to files. @default false */
  readonly written?: boolean;
}

import type { Construct } from 'constructs';

/** What a company permits approvals to be. A violation is a finding, for hosts of an app and for manifests from any source. */
export interface ApprovalLimits {
  /** The longest approval, in days from its beginning, at least 1. `egress/approval-too-long`. @default - no limit */
  readonly longestDays?: number;
  /**
   * A regular expression (RE2) that tickets match, such as `^SEC-[0-9]+$`. Without `^` and `$`, a part of the ticket is enough.
   * `egress/approval-not-permitted`.
   *
   * @default - every ticket
   */
  readonly tickets?: string;
  /** Who may approve: the names in `approvedBy`, in lower or upper case. `egress/approval-not-permitted`. @default - everybody */
  readonly approvers?: readonly string[];
  /** The classes of data. Every approval must state one of them. `egress/approval-not-permitted`. @default - no class is needed */
  readonly dataClasses?: readonly string[];
  /**
   * Those of `dataClasses` for which two people must approve, who are neither the owner nor the requester.
   * `egress/approval-not-permitted`.
   *
   * @default - none
   */
  readonly twoApprovers?: readonly string[];
  /**
   * Domains that nobody may be approved for, such as `pastebin.com` or `ru`: hosts with this name or below it, and wildcards that include
   * one. `egress/denied-host`. `EgressGovernance` refuses them at admission, together with its `deniedHosts`.
   *
   * @default - none
   */
  readonly deniedSuffixes?: readonly string[];
  /** Whether every approval must state what was approved: `content`. `egress/approval-not-permitted`. @default - it need not */
  readonly content?: 'required';
}

const CONTEXT = 'cdk8s-egress/approval-limits';

/** The limits for approvals below `scope`. */
export function approvalLimitsOf(scope: Construct): ApprovalLimits {
  return (scope.node.tryGetContext(CONTEXT) as ApprovalLimits | undefined) ?? {};
}

/** Sets the limits for everything below `scope`. Call it before the first child is created. */
export function setApprovalLimits(scope: Construct, limits: ApprovalLimits): void {
  scope.node.setContext(CONTEXT, limits);
}

/** A denied suffix as a domain: `ru` for `.ru`. */
export function deniedDomain(suffix: string): string {
  return suffix.replace(/^\./, '');
}

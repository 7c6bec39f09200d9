import type { Construct } from 'constructs';
import type { Finding } from './finding';
import type { WaivableRuleId } from './rule-ids';

/** The rules that cannot be waived: `true` for all, or their ids. */
export type ForbiddenWaivers = true | readonly WaivableRuleId[];

const CONTEXT = 'cdk8s-egress/no-waivers';
const REFUSAL = '; the waiver has no effect, because this rule must not be waived';

/** Whether a rule must not be waived. */
export function isForbidden(forbidden: ForbiddenWaivers | undefined, rule: string): boolean {
  return forbidden !== undefined && (forbidden === true || (forbidden as readonly string[]).includes(rule));
}

/** A finding whose waiver has no effect, with the reason in its fix. */
export function refuseWaiver<F extends Pick<Finding, 'fix'>>(finding: F): F {
  return finding.fix.endsWith(REFUSAL) ? finding : { ...finding, fix: `${finding.fix}${REFUSAL}` };
}

/** Forbids to waive these rules on everything below `scope`. Call it before the first child is created. */
export function forbidWaivers(scope: Construct, forbidden: ForbiddenWaivers): void {
  scope.node.setContext(CONTEXT, forbidden);
}

/** The rules that must not be waived on a construct. */
export function forbiddenWaivers(construct: Construct): ForbiddenWaivers | undefined {
  return construct.node.tryGetContext(CONTEXT) as ForbiddenWaivers | undefined;
}

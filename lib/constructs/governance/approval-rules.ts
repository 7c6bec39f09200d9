import type { ApprovalLimits } from '../../core/approval-limits';
import type { ApprovalKeys } from '../../core/labels';
import { limitRules, limitVariables } from './approval-limit-rules';
import { annotation, markOf } from './approval-marks';
import { celOf, type GovernanceRule } from './policy-parts';

const INSTANT = '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$';

/** What the rules about an approval read. */
export function approvalVariables(keys: ApprovalKeys, limits: ApprovalLimits) {
  const { approved, from, until } = keys;
  return [
    { name: 'approved', expression: markOf('label', JSON.stringify(approved)) },
    { name: 'from', expression: annotation(from) },
    { name: 'until', expression: annotation(until) },
    ...limitVariables(keys, limits),
  ];
}

/** A message as CEL, with whom to ask: the owner and the ticket of the approval. */
export function withOwner(message: string, { owner, ticket }: ApprovalKeys): string {
  return `${JSON.stringify(message)} + " (owner " + ${annotation(owner)} + ", ticket " + ${annotation(ticket)} + ")"`;
}

/** The rules that an object has a complete and current approval. Whether it is current, only the clock says. */
export function approvalRules(keys: ApprovalKeys, limits: ApprovalLimits): GovernanceRule[] {
  const { approved, from, until, owner, ticket, reason, approvedBy } = keys;
  const notBegun = `egress destination whose approval has not begun: annotation ${from} must be a past instant such as 2026-01-01T00:00:00Z`;
  const ended = `egress destination whose approval has ended: annotation ${until} must be a future instant such as 2027-01-01T00:00:00Z`;
  const required = [owner, ticket, reason, approvedBy];
  return [
    {
      expression: 'variables.approved == "true"',
      message: `egress destination without approval: label ${approved} must be "true"`,
    },
    {
      expression: `${celOf(required)}.all(key, ${markOf('annotation', 'key')} != "")`,
      message: `egress destination with an incomplete approval: annotations ${required.join(', ')} must be set`,
    },
    {
      expression: `variables.from.matches("${INSTANT}") && variables.until.matches("${INSTANT}")`,
      message: `egress destination with an incomplete approval: annotations ${from}, ${until} must be instants such as 2027-01-01T00:00:00Z`,
    },
    ...limitRules(keys, limits),
    {
      needs: 'clock',
      expression: 'timestamp(variables.from) <= time.now()',
      message: notBegun,
      messageExpression: withOwner(notBegun, keys),
    },
    {
      needs: 'clock',
      expression: 'timestamp(variables.until) > time.now()',
      message: ended,
      messageExpression: withOwner(ended, keys),
    },
  ];
}

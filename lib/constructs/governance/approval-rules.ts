import type { ApprovalLimits } from '../../core/approval-limits';
import type { ApprovalKeys } from '../../core/labels';
import { limitRules, limitVariables } from './approval-limit-rules';
import { annotation, markOf } from './approval-marks';
import { celOf, type GovernanceRule } from './policy-parts';

const INSTANT = '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$';

/** What an object leads to: its hosts or its address, else its own name. */
const DESTINATION = `object.kind == "ServiceEntry" ? object.spec.?hosts.orValue([]).join(", ")
  : object.kind == "WorkloadEntry" ? object.spec.?address.orValue("")
  : object.kind == "Service" ? object.spec.?externalName.orValue("")
  : object.kind == "Backend" && has(object.spec.static) ? object.spec.static.?hosts.orValue([]).map(each, each.host).join(", ")
  : object.metadata.name`;

/** What the rules about an approval read. */
export function approvalVariables(keys: ApprovalKeys, limits: ApprovalLimits) {
  const { approved, from, until } = keys;
  return [
    { name: 'approved', expression: markOf('label', JSON.stringify(approved)) },
    { name: 'from', expression: annotation(from) },
    { name: 'until', expression: annotation(until) },
    { name: 'destination', expression: DESTINATION },
    ...limitVariables(keys, limits),
  ];
}

/** A message as CEL, with what it is about and whom to ask: the owner and the ticket of the approval. @param about - as CEL */
export function withOwner(message: string, about: string, { owner, ticket }: ApprovalKeys): string {
  const said = (key: string) => markOf('annotation', JSON.stringify(key), 'object', 'none');
  return `${JSON.stringify(message)} + " (host " + ${about} + ", owner " + ${said(owner)} + ", ticket " + ${said(ticket)} + ")"`;
}

/** The rules that an object has a complete and current approval. Whether it is current, only the clock says. */
export function approvalRules(keys: ApprovalKeys, limits: ApprovalLimits): GovernanceRule[] {
  const { approved, from, until, owner, ticket, reason, approvedBy } = keys;
  const required = [owner, ticket, reason, approvedBy];
  const rule = (expression: string, message: string): GovernanceRule => ({
    expression,
    message,
    messageExpression: withOwner(message, 'variables.destination', keys),
  });
  return [
    rule('variables.approved == "true"', `egress destination without approval: label ${approved} must be "true"`),
    rule(
      `${celOf(required)}.all(key, ${markOf('annotation', 'key')} != "")`,
      `egress destination with an incomplete approval: annotations ${required.join(', ')} must be set`,
    ),
    rule(
      `variables.from.matches("${INSTANT}") && variables.until.matches("${INSTANT}")`,
      `egress destination with an incomplete approval: annotations ${from}, ${until} must be instants such as 2027-01-01T00:00:00Z`,
    ),
    ...limitRules(keys, limits),
    {
      needs: 'clock',
      ...rule(
        'timestamp(variables.from) <= time.now()',
        `egress destination whose approval has not begun: annotation ${from} must be a past instant such as 2026-01-01T00:00:00Z`,
      ),
    },
    {
      needs: 'clock',
      ...rule(
        'timestamp(variables.until) > time.now()',
        `egress destination whose approval has ended: annotation ${until} must be a future instant such as 2027-01-01T00:00:00Z`,
      ),
    },
  ];
}

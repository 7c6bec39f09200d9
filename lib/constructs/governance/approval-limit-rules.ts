import type { ApprovalLimits } from '../../core/approval-limits';
import type { ApprovalKeys } from '../../core/labels';
import { annotation } from './approval-marks';
import { celOf, type GovernanceRule } from './policy-parts';

/** A name as it is compared: in lower case, and without spaces around it. */
const nameIn = (text: string) => `${text}.trim().lowerAscii()`;

const lowerCase = (names: readonly string[]) => names.map((name) => name.trim().toLowerCase());

/** What the rules about the limits of approvals read. */
export function limitVariables({ approvedBy, owner, requestedBy }: ApprovalKeys, limits: ApprovalLimits) {
  if (limits.approvers === undefined && limits.twoApprovers === undefined) return [];
  return [
    {
      name: 'approvers',
      expression: `${annotation(approvedBy)}.split(",").map(name, ${nameIn('name')}).filter(name, name != "")`,
    },
    { name: 'involved', expression: `[${nameIn(annotation(owner))}, ${nameIn(annotation(requestedBy))}]` },
  ];
}

/** The rules that approvals are within the limits of the app. None needs the clock. */
export function limitRules(keys: ApprovalKeys, limits: ApprovalLimits): GovernanceRule[] {
  const { longestDays, tickets, approvers, dataClasses, twoApprovers = [], content } = limits;
  const { ticket, approvedBy, dataClass, from, until } = keys;
  const rules: readonly (GovernanceRule | false)[] = [
    tickets !== undefined && {
      expression: `${annotation(ticket)}.matches(${JSON.stringify(tickets)})`,
      message: `the approval is not within the limits: annotation ${ticket} must match ${tickets}`,
    },
    approvers !== undefined && {
      expression: `variables.approvers.all(name, name in ${celOf(lowerCase(approvers))})`,
      message: `the approval is not within the limits: annotation ${approvedBy} may only have ${approvers.join(', ')}`,
    },
    dataClasses !== undefined && {
      expression: `${annotation(dataClass)} in ${celOf(dataClasses)}`,
      message: `the approval is not within the limits: annotation ${dataClass} must be one of ${dataClasses.join(', ')}`,
    },
    twoApprovers.length > 0 && {
      expression: `!(${annotation(dataClass)} in ${celOf(twoApprovers)}) || variables.approvers.exists(one, !(one in variables.involved)
  && variables.approvers.exists(other, other != one && !(other in variables.involved)))`,
      message: `the approval is not within the limits: ${twoApprovers.join(', ')} data needs two people in annotation ${approvedBy}, who are neither the owner nor the requester`,
    },
    content !== undefined && {
      expression: `${annotation(keys.content)} != ""`,
      message: `the approval is not within the limits: annotation ${keys.content} must have what was approved`,
    },
    longestDays !== undefined && {
      expression: `timestamp(variables.until) - timestamp(variables.from) <= duration("${longestDays * 24}h")`,
      message: `the approval is not within the limits: from ${from} to ${until}, it may last ${longestDays} days`,
    },
  ];
  return rules.filter((rule) => rule !== false);
}

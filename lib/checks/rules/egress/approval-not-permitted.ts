import type { ApprovalLimits } from '../../../core/approval-limits';
import type { Mismatch } from '../../../core/finding';
import type { ApprovalKeys } from '../../../core/labels';
import type { Manifest } from '../../../manifests/manifest';
import { re2 } from '../../cel/re2';
import { approvalsOf } from '../../graph/approvals';
import { approversOf, independentApprovers, normalName } from '../../graph/approvers';
import type { Rule } from '../base/rule';

/** An approval that the organization does not permit: its ticket, its approvers, its class of data, or what it leaves open. */
export const approvalNotPermitted: Rule = {
  id: 'egress/approval-not-permitted',
  severity: 'error',
  summary: 'the approval of the destination is not within the limits for approvals',
  *check({ graph, approvals: limits }) {
    if (limits === undefined) return;
    const keys = graph.approvalKeys;
    for (const { object, approval } of approvalsOf(graph)) {
      if (!approval.approved) continue;
      for (const { key, ...problem } of problemsOf({ object, keys, limits }))
        yield { object, path: ['metadata', 'annotations', keys[key]], ...problem };
    }
  },
};

interface Judged {
  readonly object: Manifest;
  readonly keys: ApprovalKeys;
  readonly limits: ApprovalLimits;
}

type Problem = Mismatch & { readonly key: keyof ApprovalKeys };

function problemsOf(judged: Judged): readonly Problem[] {
  return [ticketProblem, approverProblem, classProblem, numberProblem, contentProblem].flatMap((of) => of(judged) ?? []);
}

const written = ({ object, keys }: Judged, key: keyof ApprovalKeys) => object.metadata.annotations?.[keys[key]];

/** A missing ticket or approver is the matter of egress/unapproved-host. */
function ticketProblem(judged: Judged): Problem | undefined {
  const got = written(judged, 'ticket');
  const { tickets } = judged.limits;
  if (!got || tickets === undefined || re2(tickets).test(got)) return undefined;
  return { key: 'ticket', got, allowed: `a ticket that matches ${tickets}`, fix: 'name the ticket of the request' };
}

function approverProblem(judged: Judged): Problem | undefined {
  const { approvers } = judged.limits;
  if (approvers === undefined) return undefined;
  const known = approvers.map(normalName);
  const others = approversOf(judged.object, judged.keys).filter((name) => !known.includes(name));
  if (others.length === 0) return undefined;
  const fix = 'have it approved by one of them; commas separate several names';
  return { key: 'approvedBy', got: others.join(', '), allowed: `approvals by ${approvers.join(', ')}`, fix };
}

function classProblem(judged: Judged): Problem | undefined {
  const { dataClasses } = judged.limits;
  const got = written(judged, 'dataClass');
  if (dataClasses === undefined || (got !== undefined && dataClasses.includes(got))) return undefined;
  return { key: 'dataClass', got, allowed: dataClasses.join(', '), fix: 'state the class of the data that leaves' };
}

function numberProblem(judged: Judged): Problem | undefined {
  const dataClass = written(judged, 'dataClass');
  if (dataClass === undefined || !judged.limits.twoApprovers?.includes(dataClass)) return undefined;
  if (independentApprovers(judged.object, judged.keys).length > 1) return undefined;
  const allowed = `two people for ${dataClass} data, who are neither the owner nor the requester`;
  return { key: 'approvedBy', got: written(judged, 'approvedBy'), allowed, fix: 'have it approved by a second person' };
}

function contentProblem(judged: Judged): Problem | undefined {
  if (judged.limits.content === undefined || written(judged, 'content')) return undefined;
  const fix = 'write content: [] into Approval.granted: synthesis then shows the lines of the host, which the approver reviews';
  return { key: 'content', got: written(judged, 'content'), allowed: 'what was approved, one line each', fix };
}

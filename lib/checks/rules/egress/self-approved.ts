import { approvalsOf } from '../../graph/approvals';
import { approversOf, independentApprovers } from '../../graph/approvers';
import type { Rule } from '../base/rule';

/** A destination that was approved only by its own owner, or by who asked for it. Nobody else has looked at it. */
export const selfApproved: Rule = {
  id: 'egress/self-approved',
  severity: 'warning',
  summary: 'the owner of the destination, or who asked for it, approved it',
  *check({ graph }) {
    const keys = graph.approvalKeys;
    for (const { object, approval } of approvalsOf(graph)) {
      if (!approval.approved || approversOf(object, keys).length === 0 || independentApprovers(object, keys).length > 0) continue;
      const { [keys.owner]: owner, [keys.requestedBy]: requester, [keys.approvedBy]: got } = object.metadata.annotations ?? {};
      const others = [...(owner ? [`the owner, ${owner}`] : []), ...(requester ? [`the requester, ${requester}`] : [])];
      yield {
        object,
        path: ['metadata', 'annotations', keys.approvedBy],
        got,
        allowed: `somebody other than ${others.join(', and ')}`,
        fix: 'name the person or team that approved it, which must be another than the owner and the requester',
      };
    }
  },
};

import { approvalsOf } from '../../graph/approvals';
import type { Rule } from '../base/rule';

/** A destination that was approved by its own owner. Nobody else has looked at it. */
export const selfApproved: Rule = {
  id: 'egress/self-approved',
  severity: 'warning',
  summary: 'the owner of the destination approved it',
  *check({ graph }) {
    const keys = graph.approvalKeys;
    for (const { object, approval } of approvalsOf(graph)) {
      const { annotations = {} } = object.metadata;
      const [owner, approvedBy] = [annotations[keys.owner], annotations[keys.approvedBy]];
      if (!approval.approved || !owner || !approvedBy || normal(owner) !== normal(approvedBy)) continue;
      yield {
        object,
        path: ['metadata', 'annotations', keys.approvedBy],
        got: approvedBy,
        allowed: `somebody other than the owner, ${owner}`,
        fix: 'name the person or team that approved it, which must be another than the owner',
      };
    }
  },
};

function normal(name: string): string {
  return name.trim().toLowerCase();
}

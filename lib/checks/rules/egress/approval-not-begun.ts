import { approvalsOf } from '../../graph/approvals';
import type { Rule } from '../base/rule';

/** A destination whose approval begins in the future. Admission rejects it until then. */
export const approvalNotBegun: Rule = {
  id: 'egress/approval-not-begun',
  severity: 'error',
  summary: 'the approval of the destination has not begun yet',
  *check({ graph, now }) {
    const key = graph.approvalKeys.from;
    for (const { object, approval } of approvalsOf(graph)) {
      const { approved, from } = approval;
      if (!approved || from === undefined || from <= now.getTime()) continue;
      yield {
        object,
        path: ['metadata', 'annotations', key],
        got: object.metadata.annotations?.[key],
        allowed: `a time no later than now (${now.toISOString()})`,
        fix: 'apply the destination after its approval has begun',
      };
    }
  },
};

import { APPROVAL_ANNOTATIONS } from '../../../core/labels';
import { approvalsOf } from '../../graph/approvals';
import type { Rule } from '../base/rule';

/** A destination whose approval begins in the future. Admission rejects it until then. */
export const approvalNotBegun: Rule = {
  id: 'egress/approval-not-begun',
  severity: 'error',
  summary: 'the approval of the destination has not begun yet',
  *check({ graph, now }) {
    for (const { object, approval } of approvalsOf(graph)) {
      const { approved, from } = approval;
      if (!approved || from === undefined || from <= now.getTime()) continue;
      yield {
        object,
        path: ['metadata', 'annotations', APPROVAL_ANNOTATIONS.from],
        got: object.metadata.annotations?.[APPROVAL_ANNOTATIONS.from],
        allowed: `a time no later than now (${now.toISOString()})`,
        fix: 'apply the destination after its approval has begun',
      };
    }
  },
};

import { APPROVAL_ANNOTATIONS } from '../../../core/labels';
import { approvalsOf } from '../../graph/approvals';
import type { Rule } from '../base/rule';

/** A destination that may not be reached yet: admission refuses it. */
export const approvalNotBegun: Rule = {
  id: 'egress/approval-not-begun',
  severity: 'error',
  summary: 'the approval of the destination has not begun',
  *check({ graph, now }) {
    for (const { object, approval } of approvalsOf(graph)) {
      const { approved, from } = approval;
      if (!approved || from === undefined || from <= now.getTime()) continue;
      yield {
        object,
        path: ['metadata', 'annotations', APPROVAL_ANNOTATIONS.from],
        got: object.metadata.annotations?.[APPROVAL_ANNOTATIONS.from],
        allowed: `a beginning before now, ${now.toISOString()}`,
        fix: 'apply it when the approval has begun',
      };
    }
  },
};

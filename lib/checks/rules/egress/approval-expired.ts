import { approvalsOf } from '../../graph/approvals';
import type { Rule } from '../base/rule';

/** A destination whose approval has ended. */
export const approvalExpired: Rule = {
  id: 'egress/approval-expired',
  severity: 'error',
  summary: 'the approval of the destination has ended',
  *check({ graph, now }) {
    const key = graph.approvalKeys.until;
    for (const { object, approval } of approvalsOf(graph)) {
      const { approved, until } = approval;
      if (!approved || until === undefined || until > now.getTime()) continue;
      yield {
        object,
        path: ['metadata', 'annotations', key],
        got: object.metadata.annotations?.[key],
        allowed: `a time after now (${now.toISOString()})`,
        fix: 'renew the approval, or remove the destination and its route',
      };
    }
  },
};

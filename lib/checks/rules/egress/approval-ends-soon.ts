import { approvalsOf } from '../../graph/approvals';
import type { Rule } from '../base/rule';

/** A destination whose approval ends soon. After that, admission rejects changes, and the destination may be deleted. */
export const approvalEndsSoon: Rule = {
  id: 'egress/approval-ends-soon',
  severity: 'warning',
  summary: 'the approval of the destination ends within 14 days',
  *check({ graph, now }) {
    const key = graph.approvalKeys.until;
    for (const { object, approval } of approvalsOf(graph)) {
      const { approved, until } = approval;
      if (!approved || until === undefined || !endsSoon(until, now.getTime())) continue;
      yield {
        object,
        path: ['metadata', 'annotations', key],
        got: object.metadata.annotations?.[key],
        allowed: `a time after ${new Date(now.getTime() + NOTICE).toISOString()}, which is 14 days from now`,
        fix: 'renew the approval, or remove the destination and its route',
      };
    }
  },
};

/** 14 days, in milliseconds. */
const NOTICE = 14 * 24 * 3_600_000;

function endsSoon(until: number, now: number): boolean {
  return until > now && until <= now + NOTICE;
}

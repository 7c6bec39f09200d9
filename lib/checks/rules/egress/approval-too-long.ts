import { approvalsOf, longerThan } from '../../graph/approvals';
import type { Rule } from '../base/rule';

/** A destination whose approval is valid for longer than the organization permits. Without a limit, nothing is reported. */
export const approvalTooLong: Rule = {
  id: 'egress/approval-too-long',
  severity: 'error',
  summary: 'the approval of the destination is longer than permitted',
  *check({ graph, approvals: { longestDays } = {} }) {
    if (longestDays === undefined) return;
    for (const { object, approval } of approvalsOf(graph)) {
      const longer = approval.approved ? longerThan(longestDays, approval) : undefined;
      if (longer === undefined) continue;
      yield {
        object,
        path: ['metadata', 'annotations', graph.approvalKeys.until],
        got: longer.got,
        allowed: `at most ${longestDays} days, until ${longer.latest}`,
        fix: longer.fix,
      };
    }
  },
};

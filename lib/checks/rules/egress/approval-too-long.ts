import { approvalsOf } from '../../graph/approvals';
import type { Rule } from '../base/rule';

const DAY = 24 * 3_600_000;

/** A destination whose approval is valid for longer than the organization permits. Without a limit, nothing is reported. */
export const approvalTooLong: Rule = {
  id: 'egress/approval-too-long',
  severity: 'error',
  summary: 'the approval of the destination is longer than permitted',
  *check({ graph, approvals: { longestDays } = {} }) {
    if (longestDays === undefined) return;
    const keys = graph.approvalKeys;
    for (const { object, approval } of approvalsOf(graph)) {
      const { approved, from, until } = approval;
      if (!approved || from === undefined || until === undefined || until - from <= longestDays * DAY) continue;
      yield {
        object,
        path: ['metadata', 'annotations', keys.until],
        got: `${Math.ceil((until - from) / DAY)} days, until ${object.metadata.annotations?.[keys.until]}`,
        allowed: `at most ${longestDays} days, until ${new Date(from + longestDays * DAY).toISOString()}`,
        fix: 'set an earlier end, and renew the approval then',
      };
    }
  },
};

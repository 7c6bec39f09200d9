import { APPROVAL_ANNOTATIONS, APPROVED_LABEL } from '../../../core/labels';
import type { Rule } from '../base/rule';

/** A route whose host has a pending approval. Destinations with a pending approval are the matter of egress/unapproved-host. */
export const approvalPending: Rule = {
  id: 'egress/approval-pending',
  severity: 'warning',
  summary: 'the approval of the host is pending, so the gateway refuses every request to it',
  *check({ graph }) {
    for (const { object } of graph.routes) {
      if (object.metadata.labels?.[APPROVED_LABEL] !== 'pending') continue;
      const ticket = object.metadata.annotations?.[APPROVAL_ANNOTATIONS.ticket];
      yield {
        object,
        path: ['metadata', 'labels', APPROVED_LABEL],
        got: ticket ? `pending, ${ticket}` : 'pending',
        allowed: '"true", after the host is approved',
        fix: 'have the host approved, then add the destination with its approval',
      };
    }
  },
};

import { APPROVAL_ANNOTATIONS, APPROVED_LABEL } from '../../../core/labels';
import type { Rule } from '../base/rule';

/** A route whose host waits for its approval. A destination that waits is refused at admission: see egress/unapproved-host. */
export const approvalPending: Rule = {
  id: 'egress/approval-pending',
  severity: 'warning',
  summary: 'the host waits for its approval, until then every request is refused',
  *check({ graph }) {
    for (const { object } of graph.routes) {
      if (object.metadata.labels?.[APPROVED_LABEL] !== 'pending') continue;
      const ticket = object.metadata.annotations?.[APPROVAL_ANNOTATIONS.ticket];
      yield {
        object,
        path: ['metadata', 'labels', APPROVED_LABEL],
        got: ticket ? `pending, ${ticket}` : 'pending',
        allowed: '"true", once it is decided',
        fix: 'have it decided, then add the destination with its approval',
      };
    }
  },
};

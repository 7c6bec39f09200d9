import type { Rule } from '../base/rule';

/** A route whose host has a pending approval. Destinations with a pending approval are the matter of egress/unapproved-host. */
export const approvalPending: Rule = {
  id: 'egress/approval-pending',
  severity: 'warning',
  summary: 'the approval of the host is pending, so the gateway refuses every request to it',
  *check({ graph }) {
    const { approved, ticket: ticketKey } = graph.approvalKeys;
    for (const { object } of graph.routes) {
      if (object.metadata.labels?.[approved] !== 'pending') continue;
      const ticket = object.metadata.annotations?.[ticketKey];
      yield {
        object,
        path: ['metadata', 'labels', approved],
        got: ticket ? `pending, ${ticket}` : 'pending',
        allowed: '"true", after the host is approved',
        fix: 'have the host approved, then add the destination with its approval',
      };
    }
  },
};

import { routesInState } from '../base/routes-in-state';
import type { Rule } from '../base/rule';

/** A route whose host has a pending approval. Destinations with a pending approval are the matter of egress/unapproved-host. */
export const approvalPending: Rule = {
  id: 'egress/approval-pending',
  severity: 'warning',
  summary: 'the approval of the host is pending, so the gateway refuses every request to it',
  *check({ graph }) {
    for (const found of routesInState(graph, 'pending'))
      yield {
        ...found,
        allowed: '"true", after the host is approved',
        fix: 'have the host approved, then add the destination with its approval',
      };
  },
};

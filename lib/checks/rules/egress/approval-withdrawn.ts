import { routesInState } from '../base/routes-in-state';
import type { Rule } from '../base/rule';

/** A route whose host has an approval that was withdrawn. Destinations with one are the matter of egress/unapproved-host. */
export const approvalWithdrawn: Rule = {
  id: 'egress/approval-withdrawn',
  severity: 'warning',
  summary: 'the approval of the host was withdrawn, so the gateway refuses every request to it',
  *check({ graph }) {
    for (const found of routesInState(graph, 'withdrawn'))
      yield {
        ...found,
        allowed: '"true", after the host is approved again',
        fix: 'remove the route when nobody calls the host any more, or have the host approved again',
      };
  },
};

import { approvalsOf } from '../../graph/approvals';
import type { Rule } from '../base/rule';

/** A destination without an approval, or with an approval that does not specify who approved it, why, and for how long. */
export const unapprovedHost: Rule = {
  id: 'egress/unapproved-host',
  severity: 'error',
  summary: 'the destination has no complete approval',
  *check({ graph }) {
    const label = graph.approvalKeys.approved;
    for (const { object, approval } of approvalsOf(graph)) {
      const { approved, mark, missing } = approval;
      if (!approved) {
        yield {
          object,
          path: ['metadata', mark, label],
          got: object.metadata[mark]?.[label],
          allowed: '"true", for approved destinations',
          fix: `get the destination approved, then set ${mark === 'labels' ? 'the label and ' : ''}the annotations of the approval`,
        };
      }
      const [key] = missing;
      if (!approved || key === undefined) continue;
      yield {
        object,
        path: ['metadata', 'annotations', key],
        got: object.metadata.annotations?.[key],
        allowed: `values for ${missing.join(', ')}; dates such as 2027-03-01T00:00:00Z`,
        fix: 'set the annotations of the approval',
      };
    }
  },
};

/** The label that says whether a destination is approved: `"true"`, or `"pending"`, which admission refuses. */
export const APPROVED_LABEL = 'security.corp/egress-approved';

/** The annotations that say who approved what for how long. Dates are RFC 3339 in UTC, such as `2027-03-01T00:00:00Z`. */
export const APPROVAL_ANNOTATIONS = {
  owner: 'security.corp/egress-owner',
  ticket: 'security.corp/egress-ticket',
  reason: 'security.corp/egress-reason',
  approvedBy: 'security.corp/egress-approved-by',
  from: 'security.corp/egress-from',
  until: 'security.corp/egress-until',
} as const;

/** The label by which ztunnel takes pods: on a Namespace, or on a pod, which wins. */
export const DATAPLANE_MODE = 'istio.io/dataplane-mode';

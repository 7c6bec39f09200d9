/** The label with the state of an approval: `"true"`, or `"pending"`, which admission rejects. */
export const APPROVED_LABEL = 'security.corp/egress-approved';

/** The annotations with the fields of an approval. Dates are RFC 3339 in UTC, such as `2027-03-01T00:00:00Z`. */
export const APPROVAL_ANNOTATIONS = {
  owner: 'security.corp/egress-owner',
  ticket: 'security.corp/egress-ticket',
  reason: 'security.corp/egress-reason',
  approvedBy: 'security.corp/egress-approved-by',
  from: 'security.corp/egress-from',
  until: 'security.corp/egress-until',
} as const;

/** The label by which ztunnel captures pods, on a Namespace or on a pod. The label of the pod takes precedence. */
export const DATAPLANE_MODE = 'istio.io/dataplane-mode';

/** The label that kgateway sets on the pods of a Gateway. */
export const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

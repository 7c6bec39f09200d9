import { memoize } from './memo';

/** The names of the label and of the annotations of an approval. They begin with the label domain of the app. */
export interface ApprovalKeys {
  /** The label with the state of the approval. */
  readonly approved: string;
  readonly owner: string;
  readonly ticket: string;
  readonly reason: string;
  readonly approvedBy: string;
  /** Dates are RFC 3339 in UTC, such as `2027-03-01T00:00:00Z`. */
  readonly from: string;
  readonly until: string;
  readonly impact: string;
  readonly dataClass: string;
  readonly requestedBy: string;
  readonly withdrawnBy: string;
  readonly withdrawnOn: string;
  /** What was approved, one line each. */
  readonly content: string;
  /** `sha256:` and the hash of these lines, in hexadecimal digits. */
  readonly digest: string;
}

/** The label domain of apps that do not set another one. */
export const DEFAULT_LABEL_DOMAIN = 'security.corp';

/** The names under a label domain. */
export const approvalKeys = memoize(
  (domain): ApprovalKeys => ({
    approved: `${domain}/egress-approved`,
    owner: `${domain}/egress-owner`,
    ticket: `${domain}/egress-ticket`,
    reason: `${domain}/egress-reason`,
    approvedBy: `${domain}/egress-approved-by`,
    from: `${domain}/egress-from`,
    until: `${domain}/egress-until`,
    impact: `${domain}/egress-impact`,
    dataClass: `${domain}/egress-data-class`,
    requestedBy: `${domain}/egress-requested-by`,
    withdrawnBy: `${domain}/egress-withdrawn-by`,
    withdrawnOn: `${domain}/egress-withdrawn-on`,
    content: `${domain}/egress-content`,
    digest: `${domain}/egress-digest`,
  }),
);

/** The names under the default label domain. */
export const DEFAULT_APPROVAL_KEYS = approvalKeys(DEFAULT_LABEL_DOMAIN);

/**
 * The label with the state of an approval, under the default label domain: `"true"`; or `"pending"`, `"ended"`, `"not-begun"` or
 * `"withdrawn"`, which admission rejects.
 */
export const APPROVED_LABEL = 'security.corp/egress-approved';

/**
 * The annotations with the fields of an approval, under the default label domain. Dates are RFC 3339 in UTC, such as
 * `2027-03-01T00:00:00Z`.
 */
export const APPROVAL_ANNOTATIONS = {
  owner: 'security.corp/egress-owner',
  ticket: 'security.corp/egress-ticket',
  reason: 'security.corp/egress-reason',
  approvedBy: 'security.corp/egress-approved-by',
  from: 'security.corp/egress-from',
  until: 'security.corp/egress-until',
  impact: 'security.corp/egress-impact',
  dataClass: 'security.corp/egress-data-class',
  requestedBy: 'security.corp/egress-requested-by',
  withdrawnBy: 'security.corp/egress-withdrawn-by',
  withdrawnOn: 'security.corp/egress-withdrawn-on',
  content: 'security.corp/egress-content',
  digest: 'security.corp/egress-digest',
} as const;

/** The label by which ztunnel captures pods, on a Namespace or on a pod. The label of the pod takes precedence. */
export const DATAPLANE_MODE = 'istio.io/dataplane-mode';

/** The label that kgateway sets on the pods of a Gateway. */
export const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

/** The annotation of the pods of an authorization server with the hash of its request policy, which it reads only when it starts. */
export const POLICY_HASH = 'cdk8s-egress/policy-sha256';

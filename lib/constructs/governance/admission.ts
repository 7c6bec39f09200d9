import type { ValidatingPolicySpec } from '../../../imports/policies.kyverno.io/validating-policy';
import { APPROVAL_ANNOTATIONS, APPROVED_LABEL } from '../../core/labels';

/** The resources that can name a destination outside the cluster. */
export const DESTINATION_RESOURCES = [
  { apiGroups: ['networking.istio.io'], resources: ['serviceentries', 'workloadentries'] },
  { apiGroups: ['gateway.kgateway.dev'], resources: ['backends'] },
  { apiGroups: [''], resources: ['services'] },
] as const;

/** The resources that can disable the authorization of a gateway. */
export const POLICY_RESOURCES = [{ apiGroups: ['gateway.kgateway.dev'], resources: ['trafficpolicies'] }] as const;

const OPERATIONS = ['CREATE', 'UPDATE'] as const;
const INSTANT = '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$';

/** Common fields of all policies: they reject objects, also while Kyverno is down. */
const CLOSED = { validationActions: ['Deny'], failurePolicy: 'Fail' } as const;

/** Deletion must always be possible, even after the approval has ended. */
const NOT_BEING_DELETED = { name: 'not-being-deleted', expression: '!has(object.metadata.deletionTimestamp)' };

const annotation = (key: string) => `object.metadata.?annotations[?"${key}"].orValue("")`;

interface Resources {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
}

/** Rules for the creation and update of resources, in all versions of their API. */
function written(resources: readonly Resources[]) {
  return resources.map((rule) => ({ ...rule, apiVersions: ['*'], operations: OPERATIONS }));
}

/** The policy that rejects destinations without a complete and current approval. */
export function approvalSpec(): ValidatingPolicySpec {
  const { from, until, ...texts } = APPROVAL_ANNOTATIONS;
  const required = Object.values(texts);
  return {
    ...CLOSED,
    // The background scan checks existing objects again, so that policy reports show approvals that have ended.
    evaluation: { admission: { enabled: true }, background: { enabled: true } },
    matchConstraints: {
      resourceRules: written(DESTINATION_RESOURCES),
    },
    matchConditions: [
      NOT_BEING_DELETED,
      {
        name: 'names-a-destination',
        expression: 'object.kind != "Service" || (has(object.spec.type) && object.spec.type == "ExternalName")',
      },
    ],
    variables: [
      { name: 'approved', expression: `object.metadata.?labels[?"${APPROVED_LABEL}"].orValue("")` },
      { name: 'from', expression: annotation(from) },
      { name: 'until', expression: annotation(until) },
    ],
    validations: [
      {
        expression: 'variables.approved == "true"',
        message: `egress destination without approval: label ${APPROVED_LABEL} must be "true"`,
      },
      {
        expression: `[${required.map((key) => `"${key}"`).join(', ')}].all(key, object.metadata.?annotations[?key].orValue("") != "")`,
        message: `egress destination with an incomplete approval: annotations ${required.join(', ')} must be set`,
      },
      {
        expression: `variables.from.matches("${INSTANT}") && timestamp(variables.from) <= time.now()`,
        message: `egress destination whose approval has not begun: annotation ${from} must be a past instant such as 2026-01-01T00:00:00Z`,
      },
      {
        expression: `variables.until.matches("${INSTANT}") && timestamp(variables.until) > time.now()`,
        message: `egress destination whose approval has ended: annotation ${until} must be a future instant such as 2027-01-01T00:00:00Z`,
      },
    ],
  };
}

/** The policy that rejects TrafficPolicies which disable authorization: the most specific TrafficPolicy takes precedence. */
export function decisionSpec(namespaces: readonly string[]): ValidatingPolicySpec {
  return {
    ...CLOSED,
    matchConstraints: {
      namespaceSelector: {
        matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: namespaces }],
      },
      resourceRules: written(POLICY_RESOURCES),
    },
    matchConditions: [NOT_BEING_DELETED],
    validations: [
      {
        expression: '!has(object.spec.extAuth) || !has(object.spec.extAuth.disable)',
        message: 'spec.extAuth.disable switches off the authorization of the egress gateway',
      },
    ],
  };
}

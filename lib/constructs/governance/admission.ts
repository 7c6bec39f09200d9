import type { ValidatingPolicySpec } from '../../../imports/policies.kyverno.io/validating-policy';
import { APPROVAL_ANNOTATIONS, APPROVED_LABEL } from '../../core/labels';

/** Every kind of object that names a destination outside the cluster. */
export const DESTINATION_RESOURCES = [
  { apiGroups: ['networking.istio.io'], resources: ['serviceentries', 'workloadentries'] },
  { apiGroups: ['gateway.kgateway.dev'], resources: ['backends'] },
  { apiGroups: [''], resources: ['services'] },
] as const;

/** What could switch the authorization of a gateway off. */
export const POLICY_RESOURCES = [{ apiGroups: ['gateway.kgateway.dev'], resources: ['trafficpolicies'] }] as const;

const OPERATIONS = ['CREATE', 'UPDATE'] as const;
const INSTANT = '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$';

/** What all policies share: they refuse, and when Kyverno is down nothing enters. */
const CLOSED = { validationActions: ['Deny'], failurePolicy: 'Fail' } as const;

/** An object that is on its way out must be let go, even after its approval ended. */
const NOT_BEING_DELETED = { name: 'not-being-deleted', expression: '!has(object.metadata.deletionTimestamp)' };

const annotation = (key: string) => `object.metadata.?annotations[?"${key}"].orValue("")`;

interface Resources {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
}

/** Whenever one of these is created or changed, in whatever version of its API. */
function written(resources: readonly Resources[]) {
  return resources.map((rule) => ({ ...rule, apiVersions: ['*'], operations: OPERATIONS }));
}

/** A destination enters only under an approval that is complete and holds now. */
export function approvalSpec(): ValidatingPolicySpec {
  const { from, until, ...texts } = APPROVAL_ANNOTATIONS;
  const required = Object.values(texts);
  return {
    ...CLOSED,
    // Existing objects are judged again by the background scan: an approval that ended shows in the reports.
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

/** Nobody switches off the authorization of a gateway in these namespaces: the most specific policy would win. */
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

import { APPROVAL_ANNOTATIONS, APPROVED_LABEL } from '../../../lib';
import { approvalGuard, decisionGuard } from '../../../lib/constructs/governance/admission';
import { DEFAULT_APPROVAL_KEYS } from '../../../lib/core/labels';
import { alone } from './alone';

const SPEC = alone(approvalGuard({ keys: DEFAULT_APPROVAL_KEYS, limits: {}, excludedNamespaces: [], gateways: {} }));
const CLOSED = { validationActions: ['Deny'], failurePolicy: 'Fail' };
const expressions = (spec: ReturnType<typeof alone>) => (spec.validations ?? []).map(({ expression }) => expression);

describe('destinations', () => {
  test('are rejected without an approval, and while Kyverno is down', () => {
    expect(SPEC).toMatchObject(CLOSED);
  });

  test('are all kinds that can name a destination, in every version, when created or updated', () => {
    // The other rules are for the background scans.
    const rules = (SPEC.matchConstraints?.resourceRules ?? []).filter(({ apiVersions = [] }) => apiVersions.includes('*'));
    expect(
      rules.flatMap(({ apiGroups = [], resources = [] }) => resources.map((resource) => `${apiGroups[0]}/${resource}`)),
    ).toEqual([
      'networking.istio.io/serviceentries',
      'networking.istio.io/workloadentries',
      'gateway.kgateway.dev/backends',
      '/services',
    ]);
    for (const rule of rules) expect(rule).toMatchObject({ apiVersions: ['*'], operations: ['CREATE', 'UPDATE'] });
  });

  test('are neither Services of the cluster nor objects that are being deleted as they are', () => {
    expect(SPEC.matchConditions?.slice(0, 2)).toEqual([
      {
        name: 'not-being-deleted',
        expression:
          '!has(object.metadata.deletionTimestamp) || (request.operation == "UPDATE" && (has(object.spec) != has(oldObject.spec) || (has(object.spec) && object.spec != oldObject.spec)))',
      },
      {
        name: 'names-a-destination',
        expression: 'object.kind != "Service" || (has(object.spec.type) && object.spec.type == "ExternalName")',
      },
    ]);
  });

  test('need the label with the value true', () => {
    expect(expressions(SPEC)).toContain('variables.approved == "true"');
    expect(SPEC.variables).toContainEqual({
      name: 'approved',
      expression: `object.metadata.?labels[?"${APPROVED_LABEL}"].orValue("")`,
    });
  });

  test('need all fields of the approval, and a current period', () => {
    const { owner, ticket, reason, approvedBy } = APPROVAL_ANNOTATIONS;
    const all = expressions(SPEC);
    expect(all).toHaveLength(5);
    expect(all[1]).toBe(
      `["${owner}", "${ticket}", "${reason}", "${approvedBy}"].all(key, object.metadata.?annotations[?key].orValue("") != "")`,
    );
    expect(all[3]).toContain('timestamp(variables.from) <= time.now()');
    expect(all[4]).toContain('timestamp(variables.until) > time.now()');
  });

  test('are in the policy reports after their approval has ended', () => {
    expect(SPEC.evaluation).toEqual({ admission: { enabled: true }, background: { enabled: true } });
  });

  test('are rejected with a message about what is missing', () => {
    const { from, until, owner, ticket, reason, approvedBy } = APPROVAL_ANNOTATIONS;
    expect((SPEC.validations ?? []).map(({ message }) => message)).toEqual([
      `egress destination without approval: label ${APPROVED_LABEL} must be "true"`,
      `egress destination with an incomplete approval: annotations ${owner}, ${ticket}, ${reason}, ${approvedBy} must be set`,
      `egress destination with an incomplete approval: annotations ${from}, ${until} must be instants such as 2027-01-01T00:00:00Z`,
      `egress destination whose approval has not begun: annotation ${from} must be a past instant such as 2026-01-01T00:00:00Z`,
      `egress destination whose approval has ended: annotation ${until} must be a future instant such as 2027-01-01T00:00:00Z`,
    ]);
  });
});

describe('TrafficPolicies', () => {
  test('that disable authorization are rejected, in the namespaces of the gateways', () => {
    expect(alone(decisionGuard({ gateways: { 'egress-system': ['exit'] } }))).toMatchObject({
      ...CLOSED,
      matchConstraints: {
        namespaceSelector: {
          matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['egress-system'] }],
        },
        resourceRules: ['*', 'v1alpha1'].map((version) => ({
          apiGroups: ['gateway.kgateway.dev'],
          apiVersions: [version],
          operations: ['CREATE', 'UPDATE'],
          resources: ['trafficpolicies'],
        })),
      },
      validations: [
        {
          expression: '!has(object.spec.extAuth) || !has(object.spec.extAuth.disable)',
          message: 'spec.extAuth.disable switches off the authorization of the egress gateway',
        },
      ],
    });
  });
});

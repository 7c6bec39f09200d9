import type { ApprovalKeys } from '../../core/labels';
import { DESTINATION_RESOURCES, POLICY_RESOURCES } from './admission';
import { markOf } from './approval-marks';
import { ENDPOINT_RESOURCES, ROUTE_RESOURCES } from './destination-kinds';
import { type Exemption, notBy, notExempt } from './exemption';
import { celOf, differs, type Guard, written } from './policy-parts';

/** The settings of the policy for approvers. */
export interface ApproversPolicy {
  readonly keys: ApprovalKeys;
  readonly exempt: Exemption;
  /** `undefined` if everybody may write approvals. */
  readonly approvers: Exemption | undefined;
}

const isSame = (kind: 'label' | 'annotation') =>
  `${markOf(kind, 'key')} == (request.operation == "UPDATE" ? ${markOf(kind, 'key', 'oldObject')} : "")`;

/** Who writes the status of a Service can write its labels and annotations too. Of kinds of CRDs, nobody can. */
const STATUS = { apiGroups: [''], resources: ['services/status'] } as const;

/** The fields in which the kinds name a destination. */
const FIELDS = ['spec', 'endpoints', 'subsets', 'ports', 'addressType'];

/** The policy that leaves approvals to those who may give them, and to those who deploy them from where they were reviewed. */
export function approversGuard({ keys, exempt, approvers = {} }: ApproversPolicy): Guard {
  const all = [...new Set(Object.values(keys) as string[])];
  return {
    background: false,
    matchConstraints: {
      resourceRules: written([...DESTINATION_RESOURCES, STATUS, ...POLICY_RESOURCES, ...ENDPOINT_RESOURCES, ...ROUTE_RESOURCES]),
    },
    matchConditions: [notExempt(exempt), notBy('not-by-an-approver', approvers)],
    variables: [{ name: 'keys', expression: celOf(all) }],
    validations: [
      {
        expression: `variables.keys.all(key, ${isSame('label')} && ${isSame('annotation')})`,
        message: `only approvers may give, change or remove an approval: leave out the label ${keys.approved} and its annotations, and ask an approver; they are in approvers of EgressGovernance`,
      },
      {
        expression: `request.operation != "UPDATE" || !(${markOf('label', JSON.stringify(keys.approved))} == "true")
  || !(${FIELDS.map(differs).join(' || ')})`,
        message:
          'only approvers may change what is approved: ask an approver for the new destination; they are in approvers of EgressGovernance',
      },
    ],
  };
}

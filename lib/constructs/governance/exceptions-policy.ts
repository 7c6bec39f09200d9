import { type Exemption, notExempt } from './exemption';
import { celOf, type Guard, NOT_BEING_DELETED, written } from './policy-parts';

/** Kyverno's exceptions from its policies. */
export const EXCEPTION_RESOURCES = [{ apiGroups: ['policies.kyverno.io'], resources: ['policyexceptions'] }] as const;

/** The settings of the policy for exceptions. */
export interface ExceptionsPolicy {
  readonly exempt: Exemption;
  /** The names of the policies of the construct. */
  readonly policies: readonly string[];
}

/**
 * The policy that leaves exceptions from the others to the platform. By the roles of Kyverno's chart, whoever administers a namespace may
 * write PolicyExceptions there. Where exceptions are disabled, as they are by default, and in namespaces that they are not read from,
 * Kyverno still writes them into the ValidatingAdmissionPolicies that it makes.
 */
export function exceptionsGuard({ exempt, policies }: ExceptionsPolicy): Guard {
  return {
    background: false,
    matchConstraints: { resourceRules: written(EXCEPTION_RESOURCES) },
    matchConditions: [NOT_BEING_DELETED, notExempt(exempt)],
    validations: [
      {
        expression: `!object.spec.policyRefs.exists(ref, ref.name in ${celOf(policies)})`,
        message:
          'the PolicyException excepts objects from a policy of the egress gateway: remove the policy from policyRefs, and ask the owner of the egress gateway for an exception in EgressGovernance; who applies these must be exempt there',
      },
    ],
  };
}

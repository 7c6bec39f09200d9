import type { ValidatingAdmissionPolicySpec } from '../../../imports/admissionregistration.k8s.io/validating-admission-policy';
import type { ValidatingAdmissionPolicyBindingSpec } from '../../../imports/admissionregistration.k8s.io/validating-admission-policy-binding';
import type { ValidatingPolicySpec } from '../../../imports/policies.kyverno.io/validating-policy';
import type { GovernanceMode, GovernanceRule, Guard } from './policy-parts';
import { scanned } from './scanned';

/** What evaluates the policies: Kyverno, the API server itself, or both. */
export type GovernanceEngine = 'kyverno' | 'native' | 'both';

/** How a policy is enforced. */
export interface Enforcement {
  readonly engine: GovernanceEngine;
  readonly mode: GovernanceMode;
}

/** In audit, nothing may be rejected, not even while an engine fails. */
const ACTIONS = {
  enforce: { validationActions: ['Deny'], failurePolicy: 'Fail' },
  audit: { validationActions: ['Audit'], failurePolicy: 'Ignore' },
} as const;

const isNative = ({ needs }: GovernanceRule) => needs === undefined;
const asWritten = ({ needs: _, ...rule }: GovernanceRule) => rule;

/**
 * The policy of Kyverno; `undefined` if it has nothing to do.
 *
 * Alone, it rejects objects also while it is down. If the API server can evaluate all rules, Kyverno passes the policy on to it, as a
 * ValidatingAdmissionPolicy, which works while Kyverno is down, and also sees what Kyverno ignores by default, such as every ReplicaSet.
 *
 * Beside native policies, it adds what they cannot do, and they reject objects while it is down. Of rules that they evaluate completely,
 * it only reports the violations of existing objects.
 */
export function kyvernoSpec(guard: Guard, { engine, mode }: Enforcement): ValidatingPolicySpec | undefined {
  const { background, validations, ...rest } = guard;
  const isWhollyNative = validations.every(isNative);
  const onlyReports = engine === 'both' && isWhollyNative;
  if (engine === 'native' || (onlyReports && !background)) return undefined;
  return {
    ...ACTIONS[mode],
    ...(engine === 'both' && { failurePolicy: 'Ignore' }),
    ...(engine === 'kyverno' && isWhollyNative && mode === 'enforce' && { autogen: PASSED_ON }),
    evaluation: { admission: { enabled: !onlyReports }, background: { enabled: background } },
    ...rest,
    ...(background && { matchConstraints: scanned(rest.matchConstraints) }),
    validations: validations.map(asWritten),
  };
}

const PASSED_ON = { validatingAdmissionPolicy: { enabled: true } };

/** The policy of the API server, with the rules that it can evaluate; `undefined` if there are none. */
export function nativeSpec(guard: Guard, { engine, mode }: Enforcement): ValidatingAdmissionPolicySpec | undefined {
  const rules = guard.validations.filter(isNative).map(asWritten);
  if (engine === 'kyverno' || rules.length === 0) return undefined;
  const { matchConstraints, matchConditions, variables = [] } = guard;
  const used = usedBy(rules, variables);
  return {
    failurePolicy: ACTIONS[mode].failurePolicy,
    matchConstraints,
    matchConditions,
    ...(used.length > 0 && { variables: used }),
    validations: rules,
  };
}

/** The binding that brings a native policy into force. In audit, the API server also warns the author of the object. */
export function bindingSpec(policyName: string, mode: GovernanceMode): ValidatingAdmissionPolicyBindingSpec {
  return { policyName, validationActions: mode === 'enforce' ? ['Deny'] : ['Audit', 'Warn'] };
}

type Variable = NonNullable<Guard['variables']>[number];

/** The variables that rules use, also by other variables. They come before those that use them. */
function usedBy(rules: readonly GovernanceRule[], variables: readonly Variable[]): Variable[] {
  const texts = rules.flatMap(({ expression, messageExpression = '' }) => [expression, messageExpression]);
  const used = variables.toReversed().filter((variable) => {
    const isUsed = texts.some((text) => new RegExp(`\\bvariables[.]${variable.name}\\b`).test(text));
    if (isUsed) texts.push(variable.expression);
    return isUsed;
  });
  return used.reverse();
}

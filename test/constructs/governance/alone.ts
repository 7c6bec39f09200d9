import type { ValidatingPolicySpec } from '../../../imports/policies.kyverno.io/validating-policy';
import { kyvernoSpec } from '../../../lib/constructs/governance/engines';
import type { GovernanceMode, Guard } from '../../../lib/constructs/governance/policy-parts';

/** The policy as Kyverno alone enforces it. */
export const alone = (guard: Guard, mode: GovernanceMode = 'enforce'): ValidatingPolicySpec =>
  kyvernoSpec(guard, { engine: 'kyverno', mode }) as ValidatingPolicySpec;

import { type Path, stepsOf } from '../../core/path';
import type { CelRule } from '../cel/cel';
import type { Complaint, Issues } from './issue';
import type { CelRuleSchema, Schema } from './schema';

/** A CEL rule with its function. */
export interface RuleCheck {
  readonly holds: CelRule;
  readonly rule: CelRuleSchema;
}

/**
 * The CEL rules of a schema.
 *
 * @param functions the functions of the kind
 * @throws Error for a rule without its function
 */
export function rulesOf(schema: Schema, functions: () => readonly CelRule[]): readonly RuleCheck[] {
  return (schema['x-kubernetes-validations'] ?? []).map((rule) => {
    const holds = functions()[rule.index ?? -1];
    if (!holds) throw new Error(`no function was generated for the rule "${rule.rule}"`);
    return { holds, rule };
  });
}

/** The path from the value that a rule checks to the field that it reports. */
function reportedField({ fieldPath = '' }: CelRuleSchema): Path {
  return stepsOf(fieldPath.replace(/^\./, ''));
}

/** The complaint, in the words of the API server. */
function complaintOf({ rule, message }: CelRuleSchema): Complaint {
  const text = rule.trim().replace(/\s+/g, ' ');
  return {
    rule: 'schema/rule',
    message: message?.trim() ?? `failed rule: ${text}`,
    allowed: allowedBy(text, message?.trim()),
    fix: 'change the value so that the rule holds',
  };
}

/** The maximum length of a rule that replaces its message, which says what is wrong rather than what is allowed. */
const LONGEST_RULE = 120;

function allowedBy(rule: string, message: string | undefined): string {
  return message !== undefined && rule.length > LONGEST_RULE ? message : `a value that fulfils ${rule}`;
}

/** Checks a value without other issues against its CEL rules. */
export function checkRules(rules: readonly RuleCheck[], value: unknown, issues: Issues): void {
  for (let i = 0; i < rules.length; i++) {
    const { holds, rule } = rules[i] as RuleCheck;
    if (holds(value) !== true) issues.add(complaintOf(rule), value, ...reportedField(rule));
  }
}

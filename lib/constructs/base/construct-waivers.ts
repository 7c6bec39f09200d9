import type { Finding } from '../../core/finding';
import { isRule, isWaivableRule, ruleProblem, type WaivableRuleId } from '../../core/rule-ids';

/** The reason for each waiver, by the id of the waived rule. */
export type Waivers = Readonly<Partial<Record<WaivableRuleId, string>>>;

/** The same for any text, because JavaScript does not check the ids. */
type Reasons = Readonly<Record<string, string | undefined>>;

/** Marks the findings that the construct waives. Adds a finding for each waiver that is malformed or has no effect. */
export function applyWaivers(construct: string, findings: readonly Finding[], waivers: Reasons): Finding[] {
  const marked = findings.map((finding) => {
    const reason = waivers[finding.rule];
    return reason && isWaivableRule(finding.rule) ? { ...finding, severity: 'waived' as const, reason } : finding;
  });
  return [...marked, ...Object.keys(waivers).flatMap((rule) => badWaiver(construct, rule, findings, waivers))];
}

function badWaiver(construct: string, rule: string, findings: readonly Finding[], waivers: Reasons): Finding[] {
  const about = { construct, path: ['waive', rule], got: waivers[rule] };
  const problem = ruleProblem(rule);
  if (problem) return [{ ...about, rule: 'input/waive', severity: isRule(rule) ? 'error' : 'warning', ...problem }];
  if (!waivers[rule]?.trim()) {
    return [{ ...about, rule: 'input/waive', severity: 'error', allowed: 'a reason', fix: 'state why the rule does not apply' }];
  }
  if (findings.some((finding) => finding.rule === rule)) return [];
  const allowed = 'rules that this construct breaks';
  return [{ ...about, rule: 'input/waive', severity: 'warning', allowed, fix: 'remove the waiver, which has no effect' }];
}

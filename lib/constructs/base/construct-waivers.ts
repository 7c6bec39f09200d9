import type { Finding } from '../../core/finding';
import { refuseWaiver } from '../../core/forbidden-waivers';
import { ruleProblem, type WaivableRuleId } from '../../core/rule-ids';
import { isIstioRejection, isWaivable } from '../../manifests/waivers';

/** The reason for each waiver, by the id of the waived rule. */
export type Waivers = Readonly<Partial<Record<WaivableRuleId, string>>>;

/** The same for any text, because JavaScript does not check the ids. */
type Reasons = Readonly<Record<string, string | undefined>>;

/**
 * Marks the findings that the construct waives. Adds a finding for each waiver that is malformed or has no effect.
 *
 * @param isForbidden - whether a rule must not be waived
 */
export function applyWaivers(
  construct: string,
  findings: readonly Finding[],
  waivers: Reasons,
  isForbidden: (rule: string) => boolean = () => false,
): Finding[] {
  const marked = findings.map((finding) => {
    const reason = waivers[finding.rule];
    const canWaive = isWaivable(finding.rule) && !isIstioRejection(finding);
    if (!canWaive || !reason) return finding;
    return isForbidden(finding.rule) ? refuseWaiver(finding) : { ...finding, severity: 'waived' as const, reason };
  });
  return [...marked, ...Object.keys(waivers).flatMap((rule) => badWaiver(construct, rule, findings, waivers))];
}

function badWaiver(construct: string, rule: string, findings: readonly Finding[], waivers: Reasons): Finding[] {
  const about = { construct, path: ['waive', rule], got: waivers[rule] };
  const problem = ruleProblem(rule);
  if (problem) return [{ ...about, rule: 'input/waive', severity: 'error', ...problem }];
  if (!waivers[rule]?.trim()) {
    return [{ ...about, rule: 'input/waive', severity: 'error', allowed: 'a reason', fix: 'state why the rule does not apply' }];
  }
  const found = findings.filter((finding) => finding.rule === rule);
  if (found.some(isIstioRejection)) {
    const allowed = "rules other than those by which Istio's webhook rejects an object";
    return [{ ...about, rule: 'input/waive', severity: 'error', got: rule, allowed, fix: 'correct the reported value' }];
  }
  if (found.length > 0) return [];
  const allowed = 'rules that this construct breaks';
  return [{ ...about, rule: 'input/waive', severity: 'warning', allowed, fix: 'remove the waiver, which has no effect' }];
}

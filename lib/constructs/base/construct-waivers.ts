import type { Finding } from '../../core/finding';
import { isIstioRejection, isWaivable } from '../../manifests/waivers';

/** The reason for each waiver, by the id of the waived rule. */
export type Waivers = Readonly<Record<string, string>>;

/** Marks the findings that the construct waives. Adds a finding for each waiver that is malformed or has no effect. */
export function applyWaivers(construct: string, findings: readonly Finding[], waivers: Waivers): Finding[] {
  const marked = findings.map((finding) => {
    const reason = waivers[finding.rule];
    const canWaive = isWaivable(finding.rule) && !isIstioRejection(finding);
    return canWaive && reason ? { ...finding, severity: 'waived' as const, reason } : finding;
  });
  return [...marked, ...Object.keys(waivers).flatMap((rule) => badWaiver(construct, rule, findings, waivers))];
}

function badWaiver(construct: string, rule: string, findings: readonly Finding[], waivers: Waivers): Finding[] {
  const about = { construct, path: ['waive', rule], got: waivers[rule] };
  if (!isWaivable(rule)) {
    const allowed = 'rules other than input/… and schema/…';
    return [{ ...about, rule: 'input/waive', severity: 'error', got: rule, allowed, fix: 'correct the reported value' }];
  }
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

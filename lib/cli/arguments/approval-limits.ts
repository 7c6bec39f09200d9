import type { ApprovalLimits } from '../../core/approval-limits';
import { showPath } from '../../core/path';
import { Reading } from '../../core/shapes';
import { approvalLimitsShape, LIMIT_FIELDS } from '../../synth/approval-limit-shapes';
import { argumentFinding, type OnFinding, reportUnknown } from './argument-values';

const OPTION = '--approval-limit';

/** How the text of a limit is read. Those of all others are lists, with commas between the entries. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  longestDays: (text) => (/^[0-9]+$/.test(text) ? Number(text) : text),
  tickets: (text) => text,
  content: (text) => text,
};

/** `--approval-limit longestDays=365`, once per limit: the names and values of `approvals` of an app. */
export function approvalLimitsOf(texts: readonly string[], report: OnFinding): { approvals?: ApprovalLimits } {
  if (texts.length === 0) return {};
  const given: Record<string, unknown> = {};
  for (const text of texts) {
    const [name = '', value = ''] = text.split(/=(.*)/s);
    if (!Object.hasOwn(LIMIT_FIELDS, name)) reportUnknown(report, OPTION, name, Object.keys(LIMIT_FIELDS));
    else given[name] = READERS[name]?.(value) ?? value.split(',').map((entry) => entry.trim());
  }
  const reading = new Reading('malformed');
  const approvals = approvalLimitsShape(given, [], reading) as ApprovalLimits;
  for (const { path, got, allowed } of reading.problems) {
    const fix = `write it in quotes, as ${OPTION} '${String(path[0])}=…'; commas separate the entries of a list`;
    report(argumentFinding(`${OPTION} ${showPath(path)}=`, { got: got === '' ? undefined : got, allowed, fix }));
  }
  return { approvals };
}

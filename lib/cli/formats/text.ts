import type { Finding } from '../../core/finding';
import { detailLines, objectName, plain, showSource } from '../../core/format-finding';
import { showPath } from '../../core/path';
import { countNotJudged, type Report } from './report';

const ESCAPE = '\u001b[';
const COLOURS = { error: '31', warning: '33', info: '36', waived: '2' } as const;
const BOLD = '1';
const DIM = '2';

/** A report for people: for each finding its location, rule, object, value, allowed values, fix and page; then the counts. */
export function formatText(report: Report, colours: boolean): string {
  const paint = (code: string, text: string) => (colours ? `${ESCAPE}${code}m${text}${ESCAPE}0m` : text);
  const findings = report.findings.map((finding) => `${format(finding, paint)}\n\n`);
  return `${findings.join('')}${summary(report)}\n`;
}

/** Findings about unusable inputs or arguments, for people. */
export function formatProblems(findings: readonly Finding[]): string {
  return findings.map((finding) => `${format(finding, (_, text) => text)}\n\n`).join('');
}

type Paint = (code: string, text: string) => string;

function format(finding: Finding, paint: Paint): string {
  const { severity, rule, object, path } = finding;
  const source = paint(BOLD, plain(showSource(finding) ?? ''));
  const mark = paint(COLOURS[severity], `${severity} ${rule}`);
  const field = [object && plain(objectName(object)), plain(showPath(path))].filter(Boolean);
  const details = detailLines(finding);
  const lines = details.map((line, index) => (index < details.length - 2 ? line : paint(DIM, line)));
  return [[source, mark, ...field].join('  '), ...lines].join('\n');
}

function summary(report: Report): string {
  const { findings, objects, unknown, skipped, unread } = report;
  const notJudged = countNotJudged(report);
  const count = (wanted: string) => findings.filter(({ severity }) => severity === wanted).length;
  const parts = [some(count('error'), 'error'), some(count('warning'), 'warning')];
  if (count('info') > 0) parts.push(`${count('info')} info`);
  if (count('waived') > 0) parts.push(`${count('waived')} waived`);
  const unchecked = unknown > 0 ? `, ${unknown} of them of unknown kinds, which were not checked against a schema` : '';
  const counts = `${parts.join(', ')} in ${some(objects, 'object')}${unchecked}`;
  const notes = [
    ...(notJudged > 0 ? [`${some(notJudged, 'object')} not judged: see egress/not-judged above`] : []),
    ...(skipped > 0 ? [`${some(skipped, 'file')} skipped: no Kubernetes objects`] : []),
    ...(unread > 0
      ? [`${some(unread, 'input')} could not be read: objects reported as missing may be in ${unread === 1 ? 'it' : 'them'}`]
      : []),
  ];
  return [counts, ...notes].join('; ');
}

function some(count: number, thing: string): string {
  return count === 1 ? `1 ${thing}` : `${count === 0 ? 'no' : count} ${thing}s`;
}

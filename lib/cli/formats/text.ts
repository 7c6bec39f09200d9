import type { Finding } from '../../core/finding';
import { detailLines, objectName, plain, showSource } from '../../core/format-finding';
import { showPath } from '../../core/path';
import type { Report } from './report';

const ESCAPE = '\u001b[';
const COLOURS = { error: '31', warning: '33', info: '36', waived: '2' } as const;
const BOLD = '1';
const DIM = '2';

/** A report for people: where, what and of which object; what was got and is allowed; the fix. The counts come last. */
export function formatText(report: Report, colours: boolean): string {
  const paint = (code: string, text: string) => (colours ? `${ESCAPE}${code}m${text}${ESCAPE}0m` : text);
  const findings = report.findings.map((finding) => `${format(finding, paint)}\n\n`);
  return `${findings.join('')}${summary(report)}\n`;
}

/** Findings that make a report impossible, for people. */
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

function summary({ findings, objects, unknown }: Report): string {
  const count = (wanted: string) => findings.filter(({ severity }) => severity === wanted).length;
  const parts = [some(count('error'), 'error'), some(count('warning'), 'warning')];
  if (count('info') > 0) parts.push(`${count('info')} for information`);
  if (count('waived') > 0) parts.push(`${count('waived')} waived`);
  const passed = unknown > 0 ? `, ${unknown} of them of kinds without a pinned schema` : '';
  return `${parts.join(', ')} in ${some(objects, 'object')}${passed}`;
}

function some(count: number, thing: string): string {
  return count === 1 ? `1 ${thing}` : `${count === 0 ? 'no' : count} ${thing}s`;
}

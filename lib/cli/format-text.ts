import type { LocatedFinding, Report } from './report';

const ESCAPE = '\u001b[';
const COLOURS = { error: '31', warning: '33', info: '36', waived: '2' } as const;
const BOLD = '1';
const DIM = '2';

/** A report for people: where, what and of which object; what was got and is allowed; the fix. The counts come last. */
export function formatText(report: Report, colours: boolean): string {
  const paint = (code: string, text: string) => (colours ? `${ESCAPE}${code}m${text}${ESCAPE}0m` : text);
  const findings = report.findings.map((finding) => `${formatFinding(finding, paint)}\n\n`);
  return `${findings.join('')}${summary(report)}\n`;
}

type Paint = (code: string, text: string) => string;

function formatFinding(finding: LocatedFinding, paint: Paint): string {
  const { file, line, column, severity, rule, object, path, message, got, allowed, fix, reason } = finding;
  const place = paint(BOLD, plain(`${file}:${line}:${column}`));
  const mark = paint(COLOURS[severity], `${severity} ${rule}`);
  return [
    `${place}  ${mark}  ${plain(object)}${path ? `  ${plain(path)}` : ''}`,
    `  ${plain(message)}`,
    `  got ${plain(got)}; allowed: ${plain(allowed)}`,
    paint(DIM, reason === undefined ? `  fix: ${plain(fix)}` : `  waived: ${plain(reason)}`),
  ].join('\n');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach a terminal
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** A text of the input on one line, without what would steer the terminal. */
export function plain(text: string): string {
  return text.replace(CONTROL, (char) =>
    char === '\n' ? '\\n' : `\\u${(char.codePointAt(0) as number).toString(16).padStart(4, '0')}`,
  );
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

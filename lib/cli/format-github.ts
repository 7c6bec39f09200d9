import type { LocatedFinding, Report } from './report';

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice' } as const;

/**
 * A report as commands of GitHub Actions, which shows each finding beside its line. Waived ones are left out.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function formatGithub({ findings }: Report): string {
  return findings.map(command).join('');
}

function command({ severity, file, line, column, rule, object, path, message, got, allowed, fix }: LocatedFinding): string {
  if (severity === 'waived') return '';
  const where = path ? `${object} ${path}` : object;
  const text = `${where}: ${message}\ngot ${got}; allowed: ${allowed}\nfix: ${fix}`;
  return githubCommand(COMMANDS[severity], { file, line, col: column, title: rule }, text);
}

/** One command, with its escapes. */
export function githubCommand(name: string, properties: Readonly<Record<string, string | number>>, text: string): string {
  const written = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${name} ${written.join(',')}::${escapeText(text)}\n`;
}

function escapeText(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

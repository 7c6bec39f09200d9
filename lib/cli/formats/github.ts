import type { Finding } from '../../core/finding';
import { showField, showGot, trailLines } from '../../core/format-finding';
import { pageOf } from '../../core/rule-page';

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice' } as const;

/**
 * A report as workflow commands of GitHub Actions, which shows each finding next to its line. Waived findings are left out.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function formatGithub({ findings }: { readonly findings: readonly Finding[] }): string {
  return findings.map(command).join('');
}

function command(finding: Finding): string {
  const { severity, file = '', line = 1, column = 1, rule, message, allowed, fix } = finding;
  if (severity === 'waived') return '';
  const head = [showField(finding), message].filter(Boolean).join(': ');
  const lines = [
    ...trailLines(finding),
    `got ${showGot(finding)}; allowed: ${allowed}`,
    `fix: ${fix}`,
    `see cdk8s-egress/${pageOf(rule)}`,
  ];
  return githubCommand(COMMANDS[severity], { file, line, col: column, title: rule }, [head, ...lines].filter(Boolean).join('\n'));
}

/** One workflow command, escaped. */
function githubCommand(name: string, properties: Readonly<Record<string, string | number>>, text: string): string {
  const written = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${name} ${written.join(',')}::${escapeText(text)}\n`;
}

function escapeText(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

import { MEASURED } from './measured';
import type { CaseResult, RecordedTable, RunReport } from './report';

const BREAK = 'break: ';
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function groupSection(title: string, results: readonly CaseResult[]): string {
  const rows = results.map((result) => [result.title, result.passed ? 'passed' : 'FAILED', seconds(result.ms)]);
  return `### ${title}\n\n${table(['case', 'result', 'time'], rows)}`;
}

/** What the suite cannot show, because ztunnel is in no package registry. */
function measuredSection(): string {
  const about =
    'ztunnel is in no package registry, so the suite runs a stand-in (`test/conformance/bed/ztunnel`). This was measured once with the real one.';
  return `## Measured with the real ztunnel\n\n${about}\n\n${table(['tried', 'seen'], MEASURED)}`;
}

function recordedSection([title, { about, head, rows }]: [string, RecordedTable]): string {
  return `## ${title}\n\n${about}\n\n${table(head, rows)}`;
}

/** The report as `docs/conformance.md`. */
export function document({ date, versions, groups, results, timings, notes, tables, ms }: RunReport): string {
  const passed = results.filter((result) => result.passed).length;
  const [breaks, figures] = [true, false].map((wanted) =>
    Object.entries(notes).filter(([name]) => name.startsWith(BREAK) === wanted),
  ) as [[string, string][], [string, string][]];
  const sections = Object.entries(groups).map(([name, title]) => {
    return groupSection(
      `${name}: ${title}`,
      results.filter((result) => result.group === name),
    );
  });
  return [
    '# Conformance',
    `Written by \`npm run conformance:full -- --document\` on ${date.slice(0, 10)}; do not edit. It shows the effects of the manifests on the real`,
    `components, which run without containers or a cluster (see \`test/conformance/bed/README.md\`). ${passed} of ${results.length} cases`,
    `passed in ${seconds(ms)} on 2 cores. This excludes the build of the components. The time of a case includes waiting.`,
    '`npm run conformance:scale` runs the cases with 1,000 hosts of either kind, with hosts that hang, and with 5,000 hosts that have rules.',
    '`npm run conformance:requests` compares 20,500 random requests to 41 random apps, and 3,100 under 31 policies that people write, with',
    'the simulation; the suite sends 700 to ten of these apps, and 800 under eight of these policies.',
    `\n## Versions\n\n${table(['component', 'version'], Object.entries(versions))}`,
    `\n## What breaks what\n\nFor each hardening, the case that fails without it.\n`,
    table(
      ['change', 'case that fails'],
      breaks.map(([name, value]) => [name.slice(BREAK.length), value]),
    ),
    `\n## Recorded\n\n${table(['what', 'result'], figures)}`,
    `\n## Start of the bed\n\n${table(
      ['part', 'time'],
      Object.entries(timings).map(([name, value]) => [name, seconds(value)]),
    )}`,
    ...Object.entries(tables).map((one) => `\n${recordedSection(one)}`),
    `\n${measuredSection()}`,
    `\n## Cases\n\n${sections.join('\n\n')}`,
    '',
  ].join('\n');
}

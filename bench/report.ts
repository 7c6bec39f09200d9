import { cpus, loadavg, totalmem } from 'node:os';
import type { CheckCosts } from './in-process';
import { median, type Run } from './measure';
import type { Phases } from './phases';
import { type Group, type Results, ratio, type Verdict } from './plan';
import { OURS } from './subjects';
import type { Tools } from './tools';

/** The machine and the versions with which the figures were measured. */
export function machine(tools: Tools): string {
  const model = cpus()[0]?.model ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  const titles = [tools.helm, tools.kubeconform, tools.jsonnet, tools.kcl].flatMap((tool) => tool?.title ?? []);
  const load = loadavg()[0]?.toFixed(1);
  return [
    `${new Date().toISOString().slice(0, 10)}; ${model}, ${cpus().length} cores, ${memory} GiB; ${process.platform} ${process.arch}; Node ${process.versions.node};`,
    `${titles.join(', ')}; load of the machine when the run began: ${load}.`,
    ...tools.missing.map((why) => `Left out: ${why}.`),
  ].join('\n');
}

/** The bounds, and whether they hold. */
export function boundTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ text, most, got }) => [
    text,
    `≤ ${most} ×`,
    `${got.toFixed(2)} ×`,
    got <= most ? 'holds' : '**no**',
  ]);
  return table(['', 'bound', 'measured', ''], rows);
}

/** The results of each command in a group. */
export function groupTable({ commands }: Group, results: ReadonlyMap<string, readonly Run[]>): string {
  const first = results.get(commands.some(({ title }) => title === OURS) ? OURS : (commands[0]?.title ?? '')) ?? [];
  const walls = (runs: readonly Run[]) => runs.map(({ wall }) => wall);
  const rows = commands.map(({ title }) => {
    const runs = results.get(title) ?? [];
    const [wall, base] = [walls(runs), walls(first)];
    const memory = median(runs.map((run) => run.memory));
    return [
      title,
      ms(median(wall)),
      `${ms(Math.min(...wall))} – ${ms(Math.max(...wall))}`,
      `${ratio(wall, base).toFixed(2)} ×`,
      memory.toFixed(0),
    ];
  });
  return table(['', 'wall, ms', 'from – to', 'relative to ours', 'peak, MiB'], rows);
}

/** The cost of the checks per object. */
export function checkTable(costs: readonly CheckCosts[]): string {
  const rows = costs.map(({ hosts, objects, toJson, all, ratio }) => [
    `${count(hosts)} hosts, ${count(objects)} objects`,
    each(toJson, objects),
    each(all, objects),
    `${ratio.toFixed(2)} ×`,
  ]);
  return table(['', '`toJson`, µs per object', 'all checks, µs per object', 'relative to `toJson`'], rows);
}

/** The parts of the checks, slowest rules first. */
export function partTable({ parts, objects }: CheckCosts, most = 15): string {
  const rules = Object.entries(parts).filter(([name]) => name.includes('/'));
  const others = Object.entries(parts).filter(([name]) => !name.includes('/'));
  const slowest = [...rules].sort(([, a], [, b]) => b - a);
  const sum = rules.reduce((all, [, time]) => all + time, 0);
  const rows = [
    ...others,
    [`${rules.length} rules`, sum] as const,
    ...slowest.slice(0, most).map(([id, time]) => [`– ${id}`, time] as const),
  ];
  return table(
    ['', 'ms', 'µs per object'],
    rows.map(([name, time]) => [name, time.toFixed(1), each(time, objects)]),
  );
}

/** The duration of each phase of a synthesis. */
export function phaseTable(phases: Phases): string {
  const all = Object.values(phases).reduce((sum, time) => sum + time, 0);
  const rows = Object.entries(phases).map(([name, time]) => [name, ms(time), `${((time / all) * 100).toFixed(0)} %`]);
  return table(['', 'ms', ''], [...rows, ['all', ms(all), '']]);
}

/** All tables of whole runs, with their titles. */
export function groupSections(groups: readonly Group[], results: Results): string {
  return groups
    .map(
      (group) =>
        `### ${group.title}, ${roundsIn(group, results)} rounds\n\n${groupTable(group, results.get(group.id) ?? new Map())}`,
    )
    .join('\n\n');
}

function roundsIn({ id, commands }: Group, results: Results): number {
  return results.get(id)?.get(commands[0]?.title ?? '')?.length ?? 0;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'));
  return [head, rule, ...rows].map(line).join('\n');
}

function ms(time: number): string {
  return count(Math.round(time));
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function each(time: number, objects: number): string {
  return ((time / objects) * 1000).toFixed(2);
}

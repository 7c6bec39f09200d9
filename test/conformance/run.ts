// npm run conformance [-- group…] [--full] [--list] [--file case.ts] [--shell [script]]
import { readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Group } from './bed/group';
import type { Order } from './bed/inside';
import { runAlone } from './bed/namespace';
import { provision } from './bed/provision';
import { logFolder } from './bed/provision/cache';
import { closingLine, type RunReport } from './bed/report';

const CASES = join(__dirname, 'cases');
const INSIDE = join(__dirname, 'bed', 'inside.ts');

function options() {
  return parseArgs({
    allowPositionals: true,
    options: {
      full: { type: 'boolean' },
      list: { type: 'boolean' },
      shell: { type: 'boolean' },
      file: { type: 'string', multiple: true },
    },
  });
}

/** The groups in `cases/`, with their files. */
async function known(): Promise<{ file: string; group: Group }[]> {
  const files = readdirSync(CASES).filter((name) => name.endsWith('.ts'));
  return Promise.all(
    files.sort().map(async (name) => {
      const file = join(CASES, name);
      const { default: exported } = (await import(file)) as { default: Group | { default: Group } };
      return { file, group: 'default' in exported ? exported.default : exported };
    }),
  );
}

/** The files of the groups that were asked for: those named, else all of the core, or of the full suite. */
async function chosen(names: readonly string[], full: boolean): Promise<string[]> {
  const all = await known();
  const unknown = names.filter((name) => !all.some(({ group }) => group.name === name));
  if (unknown.length > 0) {
    throw new Error(`no group is named ${unknown.join(', ')}; there are: ${all.map(({ group }) => group.name).join(', ')}`);
  }
  const wanted = ({ name, full: long }: Group): boolean => (names.length > 0 ? names.includes(name) : full || !long);
  return all.filter(({ group }) => wanted(group)).map(({ file }) => file);
}

/** Provides the tools and runs groups. Gives the report, which is also kept as JSON beside the logs. */
async function run(files: readonly string[]): Promise<RunReport> {
  const order: Order = { tools: await provision(), files };
  const report = await runAlone<RunReport>(INSIDE, [JSON.stringify(order)]);
  writeFileSync(join(logFolder('last-run'), 'report.json'), JSON.stringify(report, undefined, 2));
  return report;
}

async function main(): Promise<void> {
  const { values, positionals } = options();
  if (values.list) {
    for (const { group } of await known()) console.log(`${group.name}${group.full ? ' (full)' : ''}: ${group.title}`);
    return;
  }
  if (values.shell) {
    const order: Order = { tools: await provision(), files: [], shell: positionals };
    await runAlone(INSIDE, [JSON.stringify(order)]);
    return;
  }
  const files = values.file?.map((file) => resolve(file)) ?? (await chosen(positionals, values.full ?? false));
  const report = await run(files);
  const failed = report.results.filter(({ passed }) => !passed);
  console.log(`\n${(report.ms / 1000).toFixed(0)} s; logs: ${logFolder('last-run')}`);
  for (const { group, title } of failed) console.log(`failed: ${group}: ${title}`);
  console.log(closingLine(report.results));
  process.exitCode = failed.length > 0 ? 1 : 0;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

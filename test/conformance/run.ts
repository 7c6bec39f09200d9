// npm run conformance [-- group…] [--full] [--document] [--build] [--list] [--file case.ts] [--shell [script]]
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { choose, groupsIn, groupsOf, type Listed } from './bed/catalogue';
import { document } from './bed/document';
import type { Order } from './bed/inside';
import { leftovers } from './bed/leftovers';
import { runAlone } from './bed/namespace';
import { provision } from './bed/provision';
import { logFolder } from './bed/provision/cache';
import { closingLine, type RunReport } from './bed/report';

const CASES = join(__dirname, 'cases');
const DOCUMENT = resolve(__dirname, '../../docs/conformance.md');
const INSIDE = join(__dirname, 'bed', 'inside.ts');

function options() {
  return parseArgs({
    allowPositionals: true,
    options: {
      full: { type: 'boolean', default: false },
      build: { type: 'boolean' },
      list: { type: 'boolean' },
      shell: { type: 'boolean' },
      document: { type: 'boolean' },
      istioctl: { type: 'boolean', default: false },
      file: { type: 'string', multiple: true },
    },
  });
}

const needIstioctl = (listed: readonly Listed[]) => listed.some(({ group }) => group.istioctl);

/** Provides the tools and runs groups. Returns the report, and saves it as JSON next to the logs. */
async function run(listed: readonly Listed[], full: boolean): Promise<RunReport> {
  const order: Order = {
    tools: await provision({ istioctl: needIstioctl(listed) }),
    files: listed.map(({ file }) => file),
    full,
  };
  const report = await runAlone<RunReport>(INSIDE, [JSON.stringify(order)]);
  writeFileSync(join(logFolder('last-run'), 'report.json'), JSON.stringify(report, undefined, 2));
  return report;
}

async function openShell(script: readonly string[], istioctl: boolean): Promise<void> {
  const order: Order = { tools: await provision({ istioctl }), files: [], full: false, shell: script };
  await runAlone(INSIDE, [JSON.stringify(order)]);
}

function close({ ms, results, namespaces }: RunReport): void {
  const failed = results.filter(({ passed }) => !passed);
  console.log(`\n${(ms / 1000).toFixed(0)} s; logs: ${logFolder('last-run')}`);
  for (const { group, title } of failed) console.log(`failed: ${group}: ${title}`);
  const left = leftovers(namespaces);
  for (const what of left) console.log(`left behind: ${what}`);
  console.log(closingLine(results));
  process.exitCode = failed.length + left.length > 0 ? 1 : 0;
}

async function main(): Promise<void> {
  const { values, positionals } = options();
  if (values.shell) return openShell(positionals, values.istioctl);
  const all = values.file ? await groupsOf(values.file) : await groupsIn(CASES);
  if (values.list) {
    for (const { group } of all) console.log(`${group.name}${group.full ? ' (full)' : ''}: ${group.title}`);
    return;
  }
  const chosen = choose(all, positionals, values.full || values.file !== undefined);
  if (values.build) {
    await provision({ istioctl: needIstioctl(chosen) });
    return;
  }
  const report = await run(chosen, values.full);
  if (values.document) writeFileSync(DOCUMENT, document(report));
  close(report);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

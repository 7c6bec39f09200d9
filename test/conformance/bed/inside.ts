// The program that runs isolated in the namespaces. It starts the bed, runs the requested groups and returns the report.
import { spawn } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Bed } from './bed';
import { loadGroup } from './catalogue';
import type { Toolbox } from './provision';
import { logFolder } from './provision/cache';
import { runGroups } from './runner';
import { World } from './world';

/** The request from outside the namespaces. */
export interface Order {
  readonly tools: Toolbox;
  /** Files whose default export is a group. */
  readonly files: readonly string[];
  /** Whether groups do all that they can, however long it takes. */
  readonly full: boolean;
  /** Run a shell, or this script, on the bed instead. */
  readonly shell?: readonly string[];
}

/** Runs a shell with kubectl and the Kyverno CLI until it exits. */
async function runShell(tools: Toolbox, script: readonly string[]): Promise<null> {
  const bed = await Bed.start(tools);
  const bin = bed.world.subfolder('bin');
  const programs = { kubectl: tools.kubectl, kyverno: tools.kyvernoCli, ...(tools.istioctl ? { istioctl: tools.istioctl } : {}) };
  for (const [name, program] of Object.entries(programs)) symlinkSync(program, join(bin, name));
  console.log(`bed ready ${JSON.stringify(bed.timings)}; logs of the components: ${bed.world.folder}/*.log`);
  const env = { ...process.env, ...bed.environment(), BED: bed.world.folder, PS1: 'bed$ ' };
  const shell = spawn('bash', script.length > 0 ? script : ['--norc', '-i'], { stdio: 'inherit', env });
  await new Promise((resolve) => shell.once('close', resolve));
  await bed.stop();
  return null;
}

async function main(): Promise<void> {
  const order = JSON.parse(process.argv[2] ?? '{}') as Order;
  process.on('disconnect', () => process.exit(1));
  const groups = await Promise.all(order.files.map(loadGroup));
  const report = order.shell ? await runShell(order.tools, order.shell) : await runGroups(order.tools, groups, order.full);
  World.keepLogs(logFolder('last-run'));
  await new Promise((resolve) => process.send?.(report ?? {}, resolve));
  process.exit(0);
}

main().catch((error: unknown) => {
  console.error(error);
  World.keepLogs(logFolder('last-run'));
  process.exit(1);
});

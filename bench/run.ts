// Compares synthesis with other tools that make the same objects, compares the checks with cdk8s' own work, and measures where
// the time goes. `npm run bench` takes some minutes and writes docs/benchmarks.md. `npm run bench -- --quick` prints a part of it, and
// `--build` only builds the tools that it needs.
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkVerdicts, measureChecks, measurePhases } from './in-process';
import { writeJsonSchemas } from './json-schemas';
import { byTurns, ROOT } from './measure';
import { page } from './page';
import { fullPlan, type Group, quickPlan, type Results, SIZES, verdicts } from './plan';
import { writeRivals } from './rivals';
import { proveSame } from './same-objects';
import { APP, everyone, HELM_CHECKED, MAIN, TEAMS, teams } from './subjects';
import { writeTeamFiles } from './teams';
import { provideTools, type Tools } from './tools';

async function main(quick: boolean, build: boolean): Promise<void> {
  const tools = await provideTools(quick);
  if (build) return;
  compile();
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-egress-bench-'));
  try {
    const text = measured(quick, folder, tools);
    console.log(text);
    if (!quick) writeFileSync(join(ROOT, 'docs/benchmarks.md'), text);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Compiles the benchmarks, and builds the library as it is published. Whole apps are measured with the published library, so they
 * are copied to folders where `../lib` or `./lib` is that library. The checks and the phases call internals, so they use single files.
 */
function compile(): void {
  const node = (...words: string[]) => execFileSync(process.execPath, words, { cwd: ROOT, stdio: 'inherit' });
  node('tools/build.mjs');
  node('node_modules/typescript/bin/tsc', '-p', 'bench/tsconfig.json');
  cpSync(join(ROOT, 'build/imports'), join(ROOT, 'build/bench/imports'), { recursive: true });
  copyFileSync(join(ROOT, 'build/bench/bench/app.js'), join(ROOT, APP));
  copyFileSync(join(ROOT, 'build/bench/bench/teams.js'), join(ROOT, TEAMS));
  copyFileSync(join(ROOT, 'main.ts'), join(ROOT, MAIN));
}

function measured(quick: boolean, folder: string, tools: Tools): string {
  writeRivals(folder, [...SIZES, 3_000]);
  writeJsonSchemas(join(folder, 'schemas'));
  writeTeamFiles(folder);
  proveSame(teams(folder), folder);
  for (const size of [1, 100]) {
    proveSame(
      everyone(folder, tools, size).filter(({ title }) => title !== HELM_CHECKED),
      folder,
    );
  }
  const groups = quick ? quickPlan(folder, tools) : fullPlan(folder, tools);
  const results: Results = new Map(groups.map((group) => [group.id, measureGroup(group, folder)]));
  const sizes = quick ? [1_000, 10_000] : [1_000, 10_000, 20_000];
  const costs = measureChecks(sizes, folder, quick ? { least: 2, most: 2, seconds: 0 } : { least: 3, most: 7, seconds: 60 });
  const phases = measurePhases(10_000, folder, quick ? 1 : 5);
  const all = [...verdicts(results), ...checkVerdicts(costs)];
  return page({ tools, groups, results, verdicts: all, costs, phases });
}

function measureGroup(group: Group, folder: string): ReturnType<typeof byTurns> {
  const begin = performance.now();
  process.stderr.write(`${group.title}: ${group.commands.length} commands in turn …`);
  const runs = byTurns(group.commands, folder, group.effort);
  process.stderr.write(` ${((performance.now() - begin) / 1000).toFixed(0)} s\n`);
  return runs;
}

main(process.argv.includes('--quick'), process.argv.includes('--build')).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

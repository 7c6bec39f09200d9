import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cached, logFolder } from './cache';
import { runStep } from './step';
import { type GoToolSet, keyOf, moduleFolder } from './tool-sets';

/**
 * No workspace, flags or other toolchain of the machine may change what the lock files specify. The compiler has memory to spare, and
 * collects garbage less often.
 */
const GO_ENVIRONMENT = { GOWORK: 'off', GOFLAGS: '-mod=readonly', GOGC: '400' };

/** The programs have no data for debuggers, neither made nor linked: it costs a tenth of the time of a build. */
const BUILD = ['build', '-buildvcs=false', '-gcflags=all=-dwarf=false', '-ldflags=-s -w'];

function go(set: GoToolSet, title: string, args: readonly string[], log: string): Promise<void> {
  return runStep({ title, command: 'go', args, cwd: moduleFolder(set), env: GO_ENVIRONMENT, log });
}

/** The folder in the module cache of a module that the tool set pins. */
function moduleSource(set: GoToolSet, module: string): string {
  const env = { ...process.env, ...GO_ENVIRONMENT };
  const args = ['list', '-m', '-f', '{{.Dir}}', module];
  return execFileSync('go', args, { cwd: moduleFolder(set), env, encoding: 'utf8' }).trim();
}

async function copyFolders(set: GoToolSet, target: string, log: string): Promise<void> {
  for (const [name, [module, folder]] of Object.entries(set.folders ?? {})) {
    await go(set, `fetch ${module}`, ['mod', 'download', module], log);
    cpSync(join(moduleSource(set, module), folder), join(target, name), { recursive: true });
  }
}

/** Builds the programs of a tool set into the cache, unless they exist. Returns their folder. */
export function provideGo(set: GoToolSet): Promise<string> {
  return cached(`${set.name}-${keyOf(set)}`, async (folder) => {
    const log = join(logFolder('build'), `${set.name}.log`);
    mkdirSync(join(folder, 'bin'));
    await copyFolders(set, folder, log);
    for (const [program, source] of Object.entries(set.programs)) {
      await go(set, `build ${program}`, [...BUILD, '-o', join(folder, 'bin', program), source], log);
    }
  });
}

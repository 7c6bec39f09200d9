import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Network } from './network';
import { cacheFolder } from './provision/cache';

/** The isolated environment of a run: its folder and its networks. It ends with the namespaces of the process. */
export class World {
  readonly network: Network;

  private constructor(
    /** A folder in memory, visible only in this run. */
    readonly folder: string,
  ) {
    this.network = new Network(join(folder, 'netns'));
  }

  /** Creates the environment. The process must be isolated in new user, network, mount and PID namespaces. */
  static create(): World {
    const folder = join(cacheFolder(), 'world');
    mkdirSync(folder, { recursive: true });
    // Mounted over a folder of the cache: nothing is written to the disk, and everything disappears with the namespace.
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', folder]);
    return new World(folder);
  }

  /** A folder of the environment, created if it does not exist. */
  subfolder(...names: string[]): string {
    const folder = join(this.folder, ...names);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Puts a file in the place of one of the machine, for all programs that start from now on. */
  replaceFile(path: string, text: string): void {
    const file = join(this.subfolder('files'), path.replaceAll('/', '_'));
    writeFileSync(file, text);
    execFileSync('mount', ['--bind', file, path]);
  }

  /** The log files of all components. */
  logFiles(): string[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith('.log'))
      .map((name) => join(this.folder, name));
  }

  /** Copies the logs of a run to a permanent folder. */
  static keepLogs(target: string): void {
    const folder = join(cacheFolder(), 'world');
    for (const name of readdirSync(target)) rmSync(join(target, name), { recursive: true });
    for (const name of readdirSync(folder).filter((one) => one.endsWith('.log')))
      copyFileSync(join(folder, name), join(target, name));
  }
}

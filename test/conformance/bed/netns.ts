import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';

/** Runs a command to its end. @throws Error with its error output if it fails */
export function run(command: string, args: readonly string[], input = ''): void {
  execFileSync(command, args, { input, stdio: ['pipe', 'ignore', 'pipe'] });
}

/** A program and its arguments. */
export type CommandLine = readonly [command: string, args: readonly string[]];

/** A network namespace. It exists as long as it is mounted on its file, or a program runs in it. */
export class Netns {
  /** @param path the file, which `nsenter --net=` and `setns` accept */
  constructor(readonly path: string) {
    writeFileSync(path, '');
    run('unshare', [`--net=${path}`, 'true']);
    this.ip(['link set lo up']);
  }

  /** The command line that runs a program in it. */
  command(program: string, args: readonly string[]): CommandLine {
    return ['nsenter', [`--net=${this.path}`, program, ...args]];
  }

  /** Runs commands of `ip` in it. */
  ip(commands: readonly string[]): void {
    run(...this.command('ip', ['-batch', '-']), commands.join('\n'));
  }

  /** Removes its file. */
  remove(): void {
    run('umount', [this.path]);
    rmSync(this.path);
  }
}

/** Runs commands of `ip` in the namespace of the node. */
export function nodeIp(commands: readonly string[]): void {
  run('ip', ['-batch', '-'], commands.join('\n'));
}

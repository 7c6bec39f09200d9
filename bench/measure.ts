import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '..');

/** A whole command that is measured. */
export interface Command {
  readonly title: string;
  readonly words: readonly string[];
  /** @default - the project */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What one run of a command took. */
export interface Run {
  /** From start to end, in milliseconds. */
  readonly wall: number;
  /** The most memory of its largest process, in MiB. */
  readonly memory: number;
}

/** How often commands are run: by turns, at least and at most so many rounds, and no new one after so many seconds. */
export interface Effort {
  readonly least: number;
  readonly most: number;
  readonly seconds: number;
}

/**
 * Runs a command once. What it prints goes to the file `stdout` of a folder, its output folder is the empty folder `out` there
 * (`CDK8S_OUTDIR`).
 *
 * @throws Error when it does not end with 0, with what it says on stderr
 */
export function run({ words, cwd = ROOT, env = {} }: Command, folder: string): Run {
  const out = join(folder, 'out');
  const memory = join(folder, 'memory');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const stdout = openSync(join(folder, 'stdout'), 'w');
  // Only a process in between tells the memory of what it starts, and not that of this one.
  const args = ['-f', '%M', '-o', memory, ...words];
  const begin = performance.now();
  const all = { ...process.env, ...env, CDK8S_OUTDIR: out };
  const { status, stderr, error } = spawnSync('/usr/bin/time', args, { cwd, env: all, stdio: ['ignore', stdout, 'pipe'] });
  const wall = performance.now() - begin;
  closeSync(stdout);
  if (error) throw error;
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}\n${stderr}`);
  return { wall, memory: Number(readFileSync(memory, 'utf8')) / 1024 };
}

/** Runs commands by turns, so that a busy moment hits all alike. */
export function byTurns(commands: readonly Command[], folder: string, effort: Effort): Map<string, Run[]> {
  return roundsOf(commands, (command) => run(command, folder), effort);
}

/** Anything that is measured by turns: for each subject what it gave, round by round. */
export function roundsOf<S extends { readonly title: string }, R>(
  subjects: readonly S[],
  measure: (subject: S) => R,
  { least, most, seconds }: Effort,
): Map<string, R[]> {
  const runs = new Map<string, R[]>(subjects.map(({ title }) => [title, []]));
  const begin = performance.now();
  for (let round = 0; round < most; round++) {
    if (round >= least && performance.now() - begin > seconds * 1000) break;
    for (const subject of subjects) runs.get(subject.title)?.push(measure(subject));
  }
  return runs;
}

/** The middle one of some numbers, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

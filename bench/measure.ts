import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '..');

/** A command to measure. */
export interface Command {
  readonly title: string;
  readonly words: readonly string[];
  /** @default - the root of the project */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The result of one run of a command. */
export interface Run {
  /** Duration from start to end, in milliseconds. */
  readonly wall: number;
  /** Peak memory of its largest process, in MiB. */
  readonly memory: number;
}

/** How often commands are run in turn: the minimum and maximum of rounds, and the seconds after which no round begins. */
export interface Effort {
  readonly least: number;
  readonly most: number;
  readonly seconds: number;
}

/**
 * Runs a command once. Its output goes to the file `stdout` of the folder. Its output folder (`CDK8S_OUTDIR`) is the empty folder
 * `out` there.
 *
 * @throws Error if its exit code is not 0, with its stderr
 */
export function run({ words, cwd = ROOT, env = {} }: Command, folder: string): Run {
  const out = join(folder, 'out');
  const memory = join(folder, 'memory');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const stdout = openSync(join(folder, 'stdout'), 'w');
  // A process in between reports the memory of its child only, without that of this process.
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

/** Runs commands in turn, so that a busy moment affects all alike. */
export function byTurns(commands: readonly Command[], folder: string, effort: Effort): Map<string, Run[]> {
  return roundsOf(commands, (command) => run(command, folder), effort);
}

/** Measures subjects in turn. Returns the results of each subject, round by round. */
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

/** The median. For an even count, the mean of the two middle numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

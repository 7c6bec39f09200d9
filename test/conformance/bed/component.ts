import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandLine } from './netns';
import type { Pod } from './pods';
import { pause as rest, waitFor } from './wait';

/** A program that the bed runs. */
export interface ComponentSpec {
  /** Unique in the bed. The log files have this name. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the program, apart from PATH and HOME. @default none */
  readonly env?: Readonly<Record<string, string>>;
  /** The pod that it runs in. @default on the node */
  readonly pod?: Pod;
  /** Whether it reads commands, which {@link Component.send} sends. @default false */
  readonly input?: boolean;
  /** Whether it is ready. */
  readonly ready: () => Promise<boolean>;
  /** @default 60000 milliseconds */
  readonly readyTimeoutMs?: number;
}

const STOP_MS = 2000;
const PAUSE = new Int32Array(new SharedArrayBuffer(4));

/** Whether all threads of a process are stopped. Their state follows the name in parentheses. */
function isStopped(pid: number): boolean {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).every((task) => {
    const file = `${tasks}/${task}/stat`;
    // A thread can end until all are stopped.
    return existsSync(file) && /\) T /.test(readFileSync(file, 'utf8'));
  });
}

/** A running program, which can be started, paused and stopped. */
export class Component {
  private child?: ChildProcess;
  readonly name: string;
  /** The file with the program's standard output. */
  readonly outFile: string;
  /** The file with the program's standard error. */
  readonly errFile: string;

  /** @param folder the folder for the log files and the program's home */
  constructor(
    private readonly folder: string,
    private readonly spec: ComponentSpec,
  ) {
    this.name = spec.name;
    this.outFile = join(folder, `${spec.name}.out.log`);
    this.errFile = join(folder, `${spec.name}.err.log`);
  }

  get running(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The process id. @throws Error if the program is not running */
  get pid(): number {
    if (!this.running || !this.child?.pid) throw new Error(`${this.name} is not running`);
    return this.child.pid;
  }

  /** Starts the program and waits until it is ready. @throws Error with the end of its log if it fails */
  async start(): Promise<void> {
    if (this.running) return;
    const env = { PATH: process.env.PATH ?? '', HOME: this.folder, ...this.spec.env };
    // Files instead of pipes: Envoy opens /dev/stdout again, and the whole log is kept when the bed ends.
    const stdio = [this.spec.input ? 'pipe' : 'ignore', openSync(this.outFile, 'a'), openSync(this.errFile, 'a')] as const;
    const [command, args] = this.commandLine();
    this.child = spawn(command, args, { cwd: this.folder, env, stdio: [...stdio] });
    this.child.on('error', (error) => console.error(`${this.name}: ${error.message}`));
    await this.whenReady();
  }

  private commandLine(): CommandLine {
    const { pod, command, args } = this.spec;
    return pod ? pod.command(command, args) : [command, args];
  }

  /** Waits until the program is ready. */
  async whenReady(): Promise<void> {
    let ended = false;
    await waitFor(
      `${this.name} to be ready`,
      async () => {
        ended = !this.running;
        return ended || (await this.spec.ready());
      },
      { timeoutMs: this.spec.readyTimeoutMs ?? 60_000, explain: () => this.logs() },
    );
    if (ended) throw new Error(`${this.name} ended while it started\n${this.logs()}`);
  }

  /** Writes a line to the program's input. */
  send(line: string): void {
    this.child?.stdin?.write(`${line}\n`);
  }

  /** Freezes the program (SIGSTOP). The kernel still accepts connections to it, but nothing answers. */
  pause(): void {
    process.kill(this.pid, 'SIGSTOP');
    // The signal stops one thread after the other: until then the program still answers.
    const end = Date.now() + STOP_MS;
    while (!isStopped(this.pid)) {
      if (Date.now() > end) throw new Error(`${this.name} did not stop within ${STOP_MS} ms`);
      Atomics.wait(PAUSE, 0, 0, 1);
    }
  }

  /** Resumes a frozen program. */
  resume(): void {
    process.kill(this.pid, 'SIGCONT');
  }

  /** Stops the program and waits until it has exited. Keeps its log files. */
  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.child;
    if (!child || !this.running) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(signal);
    await gone;
  }

  /** The last lines of the program's output. */
  logs(lines = 30): string {
    const tail = (file: string): string[] => readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines);
    return [`--- ${this.name}, last lines (standard error, then output)`, ...tail(this.errFile), ...tail(this.outFile)].join(
      '\n',
    );
  }

  /** The processor time of the program up to now, in milliseconds. Linux counts it in hundredths of a second. */
  processorMs(): number {
    const [, , ...fields] = readFileSync(`/proc/${this.pid}/stat`, 'utf8')
      .replace(/\(.*\)/, '')
      .split(' ');
    return (Number(fields[10]) + Number(fields[11])) * 10;
  }

  /** Waits until the program has hardly worked for two seconds. */
  async idle(timeoutMs = 300_000): Promise<void> {
    const hasRested = async () => {
      const before = this.processorMs();
      await rest(2_000);
      return this.processorMs() - before < 100;
    };
    await waitFor(`${this.name} to rest`, hasRested, { timeoutMs });
  }

  /** The current memory of the program, in MiB. */
  memoryMiB(): number {
    const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'));
    return Math.round(Number(found?.[1] ?? 0) / 1024);
  }
}

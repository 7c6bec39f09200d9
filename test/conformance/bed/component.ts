import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from './wait';

/** A program that the bed runs. */
export interface ComponentSpec {
  /** Unique in the bed; names the log files. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Nothing else of the environment reaches the program. @default only PATH and HOME */
  readonly env?: Readonly<Record<string, string>>;
  /** True when it serves. */
  readonly ready: () => Promise<boolean>;
  /** @default 60000 milliseconds */
  readonly readyTimeoutMs?: number;
}

/** A running program: start it, pause it, stop it, read what it printed. */
export class Component {
  private child?: ChildProcess;
  readonly name: string;
  /** File that holds what the program prints on standard output. */
  readonly outFile: string;
  /** File that holds what the program prints on standard error. */
  readonly errFile: string;

  /** @param folder where the log files and the program's home lie */
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

  /** The process id. @throws Error when the program does not run */
  get pid(): number {
    if (!this.running || !this.child?.pid) throw new Error(`${this.name} does not run`);
    return this.child.pid;
  }

  /** Starts the program and waits until it serves. @throws Error with the end of its log when it does not */
  async start(): Promise<void> {
    if (this.running) return;
    const env = { PATH: process.env.PATH ?? '', HOME: this.folder, ...this.spec.env };
    // Files, not pipes: Envoy opens /dev/stdout anew, and nothing of the log is lost when the bed ends.
    const stdio = ['ignore', openSync(this.outFile, 'a'), openSync(this.errFile, 'a')] as const;
    this.child = spawn(this.spec.command, this.spec.args, { cwd: this.folder, env, stdio: [...stdio] });
    this.child.on('error', (error) => console.error(`${this.name}: ${error.message}`));
    await this.whenReady();
  }

  /** Waits until the program serves. */
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

  /** Freezes the program (SIGSTOP): connections to it are accepted by the kernel, and nothing answers. */
  pause(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  /** Lets a frozen program go on. */
  resume(): void {
    process.kill(this.pid, 'SIGCONT');
  }

  /** Ends the program and waits until it is gone. Its log files stay. */
  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.child;
    if (!child || !this.running) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(signal);
    await gone;
  }

  /** The last lines that the program printed. */
  logs(lines = 30): string {
    const tail = (file: string): string[] => readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines);
    return [`--- ${this.name}, last lines (standard error, then output)`, ...tail(this.errFile), ...tail(this.outFile)].join(
      '\n',
    );
  }

  /** Memory that the program holds now, in MiB. */
  memoryMiB(): number {
    const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'));
    return Math.round(Number(found?.[1] ?? 0) / 1024);
  }
}

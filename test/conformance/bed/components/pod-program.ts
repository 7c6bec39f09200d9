import { spawn } from 'node:child_process';
import type { Pod } from '../pods';

/** What a program in a pod gets. */
export interface RunOptions {
  /** Added to the environment of {@link programEnvironment}. */
  readonly env?: Readonly<Record<string, string>>;
  /** @default nothing */
  readonly stdin?: string;
  /** @default 30000 milliseconds */
  readonly timeoutMs?: number;
}

/** What a program did. */
export interface RunResult {
  /** The exit code. If a signal ended the program, null. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const TIMEOUT_MS = 30_000;

/**
 * The environment of programs in pods: that of a new shell, in which Python finds its HTTP clients.
 *
 * @param home the folder for files that they write
 */
export function programEnvironment(pythonClients: string, home: string): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: home, PYTHONPATH: pythonClients, PYTHONPYCACHEPREFIX: home };
}

/** Ends a program with all that it started. */
function end(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}

/**
 * Runs a program in a pod to its end, with the network and the resolv.conf of the pod.
 *
 * @throws Error if it takes too long or does not start
 */
export function runInPod(
  pod: Pod,
  argv: readonly string[],
  environment: Readonly<Record<string, string>>,
  { env = {}, stdin = '', timeoutMs = TIMEOUT_MS }: RunOptions,
): Promise<RunResult> {
  const [program = '', ...rest] = argv;
  const [command, args] = pod.command(program, rest);
  return new Promise((resolve, reject) => {
    // A process group of its own, so that all of it can be ended.
    const child = spawn(command, args, { env: { ...environment, ...env }, detached: true });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.stdin.on('error', () => undefined).end(stdin);
    const timer = setTimeout(() => {
      end(child.pid);
      const printed = Buffer.concat([...stdout, ...stderr]);
      reject(new Error(`${argv.join(' ')} in ${pod.id}: not done after ${timeoutMs} ms; it printed: ${printed}`));
    }, timeoutMs);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout: `${Buffer.concat(stdout)}`, stderr: `${Buffer.concat(stderr)}` });
    });
  });
}

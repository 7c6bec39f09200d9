import type { Output } from '../../lib/cli/commands/command';
import { run } from '../../lib/cli/run';

/** The result of a run of the command. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a run gets in addition to its arguments. */
export interface Given {
  /** @default - a terminal without input */
  readonly stdin?: string | Uint8Array;
  readonly env?: NodeJS.ProcessEnv;
  /** Whether a terminal reads the output. @default false */
  readonly isTTY?: boolean;
}

/** Runs the command in this process. */
export async function command(args: readonly string[], { stdin, env = {}, isTTY = false }: Given = {}): Promise<Ran> {
  const stdout = new Collected(isTTY);
  const stderr = new Collected(isTTY);
  const input = Object.assign(chunks(stdin), { isTTY: stdin === undefined });
  const code = await run(args, { stdin: input, stdout, stderr, env });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** Checks a text on standard input, on the day on which the tests run. */
export function check(stdin: string | Uint8Array, ...args: string[]): Promise<Ran> {
  return command(['check', '--now', '2026-11-23', ...args], { stdin });
}

class Collected implements Output {
  public text = '';

  public constructor(public readonly isTTY: boolean) {}

  public write(text: string): void {
    this.text += text;
  }
}

async function* chunks(stdin: string | Uint8Array = ''): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(stdin);
  yield bytes.subarray(0, 1000);
  yield bytes.subarray(1000);
}

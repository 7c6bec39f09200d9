import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { finished } from 'node:stream/promises';

/** A build command, with its folder and environment. */
export interface Step {
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The file for all its output. */
  readonly log: string;
}

const TICK_SECONDS = 15;

function seconds(since: number): string {
  return `${Math.round((Date.now() - since) / 1000)} s`;
}

/** Prints regularly that a step is still running, so that a long build does not look stuck. */
function ticker(title: string, since: number): NodeJS.Timeout {
  return setInterval(() => console.log(`  … ${title} (${seconds(since)})`), TICK_SECONDS * 1000);
}

async function run(step: Step): Promise<number | null> {
  const log = createWriteStream(step.log, { flags: 'a' });
  log.write(`\n$ ${step.command} ${step.args.join(' ')}\n`);
  const child = spawn(step.command, step.args, { cwd: step.cwd, env: { ...process.env, ...step.env } });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  log.end();
  await finished(log);
  return code;
}

/** Runs a step and prints how long it took. @throws Error with the end of its output and the path of the full log */
export async function runStep(step: Step): Promise<void> {
  const start = Date.now();
  console.log(`  ${step.title}`);
  const timer = ticker(step.title, start);
  const code = await run(step).finally(() => clearInterval(timer));
  if (code !== 0) {
    const tail = readFileSync(step.log, 'utf8').trimEnd().split('\n').slice(-25).join('\n');
    throw new Error(`${step.title} failed (exit code ${code}).\n${tail}\nThe whole log: ${step.log}`);
  }
  console.log(`  ${step.title}: done in ${seconds(start)}`);
}

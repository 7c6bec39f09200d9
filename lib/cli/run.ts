import { type CheckArguments, parseArguments } from './arguments';
import { checkSources } from './check-sources';
import { FORMATS } from './formats';
import { formatArgumentProblems, formatInputProblems, reportProblems } from './problems';
import { readInputs } from './read-inputs';
import { isClean } from './report';
import { USAGE } from './usage';
import { VERSION } from './version';

/** What the command reads and writes: the process, or a test. */
export interface Terminal {
  readonly stdin: AsyncIterable<Uint8Array> & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: NodeJS.ProcessEnv;
}

/** A stream to write to. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const CLEAN = 0;
const FINDINGS = 1;
const UNUSABLE = 2;

/** Runs the command with the arguments behind its name; gives its exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const [command, ...rest] = args;
  const told = beforeCheck(args);
  if (told !== undefined) return tell(terminal.stdout, told, CLEAN);
  if (command !== 'check') return tell(terminal.stderr, USAGE, UNUSABLE);
  const parsed = parseArguments(rest, terminal.env);
  if ('problems' in parsed) return tell(terminal.stderr, formatArgumentProblems(parsed.problems), UNUSABLE);
  if (parsed.paths.length === 0 && terminal.stdin.isTTY) return tell(terminal.stderr, USAGE, UNUSABLE);
  return check(parsed, terminal);
}

/** What is told whatever else the command line says. */
function beforeCheck(args: readonly string[]): string | undefined {
  const options = args.slice(0, args.includes('--') ? args.indexOf('--') : undefined);
  if (options.includes('--help') || options.includes('-h')) return USAGE;
  return options.includes('--version') ? `${VERSION}\n` : undefined;
}

async function check({ paths, format, options }: CheckArguments, { stdin, stdout, stderr, env }: Terminal): Promise<number> {
  const { sources, problems } = await readInputs(paths.length > 0 ? paths : ['-'], stdin);
  const outcome = checkSources(sources, options, problems);
  if ('problems' in outcome) {
    stdout.write(reportProblems(outcome.problems, format));
    return tell(stderr, formatInputProblems(outcome.problems), UNUSABLE);
  }
  const text = FORMATS[format](outcome.report, coloured(stdout, env));
  return tell(stdout, text, isClean(outcome.report) ? CLEAN : FINDINGS);
}

function tell(output: Output, text: string, code: number): number {
  output.write(text);
  return code;
}

/** Whether to colour: what the environment says, else when a terminal reads. */
function coloured({ isTTY = false }: Output, { NO_COLOR, FORCE_COLOR, TERM }: NodeJS.ProcessEnv): boolean {
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== '0';
  return isTTY && TERM !== 'dumb';
}

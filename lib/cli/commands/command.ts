/** The streams and the environment of a command: those of the process, or of a test. */
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

/** A command of `cdk8s-egress`. Each has a file, and a line in `commands/index.ts`. */
export interface Command {
  readonly name: string;
  /** Its description in the list of commands, on one line. */
  readonly summary: string;
  /** The output of `cdk8s-egress <name> --help`. */
  readonly help: string;
  /** Runs it with the arguments after its name. Returns the exit code, one of {@link EXIT}. */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}

/** Exit codes of all commands. */
export const EXIT = { clean: 0, findings: 1, unusable: 2 } as const;

/** Writes a text and returns an exit code. */
export function end(output: Output, text: string, code: number): number {
  output.write(text);
  return code;
}

/** Whether to use colours: as the environment specifies, else if the output is a terminal. */
export function isColoured({ isTTY = false }: Output, { NO_COLOR, FORCE_COLOR, TERM }: NodeJS.ProcessEnv): boolean {
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== '0';
  return isTTY && TERM !== 'dumb';
}

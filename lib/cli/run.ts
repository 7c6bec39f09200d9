import { nearestName } from '../core/nearest-name';
import { COMMANDS } from './commands';
import { EXIT, end, type Terminal } from './commands/command';
import { VERSION } from './formats/version';

const LIST = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}\n`).join('');

const USAGE = `usage: cdk8s-egress COMMAND [options]

${LIST}
cdk8s-egress COMMAND --help lists the options of a command.
`;

/** Runs a command line without the name of the program. Returns the exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name = '', ...rest] = args;
  const command = COMMANDS.find((each) => each.name === name);
  const options = args.slice(0, args.includes('--') ? args.indexOf('--') : undefined);
  if (options.includes('--help') || options.includes('-h')) return end(terminal.stdout, command?.help ?? USAGE, EXIT.clean);
  if (options.includes('--version')) return end(terminal.stdout, `${VERSION}\n`, EXIT.clean);
  if (!command) return end(terminal.stderr, unknown(name), EXIT.unusable);
  return command.run(rest, terminal);
}

/** The output for an unknown command. */
function unknown(name: string): string {
  if (name === '') return USAGE;
  const names = COMMANDS.map((command) => command.name);
  const nearest = nearestName(name, names);
  return `unknown command ${name}${nearest ? `: did you mean ${nearest}?` : ''}\n\n${USAGE}`;
}

import { parseArgs } from 'node:util';
import type { CheckOptions } from '../checks/check-manifests';
import { type ArgumentProblem, complainOfName, externalOf, formatOf, nowOf, platformOf, severitiesOf } from './argument-values';
import type { Format } from './formats';

/** What the command line asks for. */
export interface CheckArguments {
  /** Files, folders and `-`; none for the standard input. */
  readonly paths: readonly string[];
  readonly format: Format;
  readonly options: CheckOptions;
}

/** What a command line comes to: what it asks for, or all that is wrong with it. */
export type ParsedArguments = CheckArguments | { readonly problems: readonly ArgumentProblem[] };

const OPTIONS = {
  format: { type: 'string', multiple: true },
  platform: { type: 'string', multiple: true },
  severity: { type: 'string', multiple: true },
  external: { type: 'string', multiple: true },
  now: { type: 'string', multiple: true },
} as const;
type Option = keyof typeof OPTIONS;
const NAMES = Object.keys(OPTIONS).map((name) => `--${name}`);

/** Reads the arguments after `check`. */
export function parseArguments(args: readonly string[], environment: NodeJS.ProcessEnv): ParsedArguments {
  const given = { args: [...args], options: OPTIONS, allowPositionals: true, strict: false, tokens: true } as const;
  const { values, positionals: paths, tokens } = parseArgs(given);
  const problems: ArgumentProblem[] = [];
  const complain = (problem: ArgumentProblem) => problems.push(problem);
  const texts = (name: Option) => (values[name] ?? []).filter((value) => typeof value === 'string');
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    if (!Object.hasOwn(OPTIONS, token.name)) complainOfName(complain, 'option', token.rawName, NAMES);
    else if (token.value === undefined) complain(withoutValue(token.rawName));
  }
  const format = formatOf(texts('format').at(-1), complain);
  const options = {
    platform: platformOf(texts('platform'), complain),
    now: nowOf(texts('now').at(-1), environment.SOURCE_DATE_EPOCH, complain),
    severities: severitiesOf(texts('severity'), complain),
    external: externalOf(texts('external'), complain),
  };
  return problems.length > 0 ? { problems } : { paths, format, options };
}

function withoutValue(argument: string): ArgumentProblem {
  return { argument, got: 'nothing', allowed: 'a value after it', fix: 'see cdk8s-egress check --help' };
}

import { parseArgs } from 'node:util';
import type { CheckOptions } from '../../checks/check-manifests';
import type { Finding } from '../../core/finding';
import type { Format } from '../formats/index';
import { approvalLimitsOf } from './approval-limits';
import {
  approvalKeysOf,
  argumentFinding,
  externalOf,
  formatOf,
  gatewayClassesOf,
  invariantsOf,
  noWaiversOf,
  nowOf,
  platformNamespacesOf,
  platformOf,
  reportUnknown,
  severitiesOf,
} from './argument-values';

/** The parsed arguments of `check`. */
export interface CheckArguments {
  /** Files, folders and `-`; empty for the standard input. */
  readonly paths: readonly string[];
  /** Globs of files and folders to ignore. */
  readonly exclude: readonly string[];
  readonly format: Format;
  /** The file with the invariants. @default - none */
  readonly invariants: string | undefined;
  readonly options: CheckOptions;
}

/** The result of parsing: the arguments, or all problems with them. */
export type ParsedArguments = CheckArguments | { readonly problems: readonly Finding[] };

const OPTIONS = {
  exclude: { type: 'string', multiple: true },
  format: { type: 'string', multiple: true },
  platform: { type: 'string', multiple: true },
  severity: { type: 'string', multiple: true },
  external: { type: 'string', multiple: true },
  'platform-namespace': { type: 'string', multiple: true },
  'label-domain': { type: 'string', multiple: true },
  'gateway-class': { type: 'string', multiple: true },
  now: { type: 'string', multiple: true },
  'approval-limit': { type: 'string', multiple: true },
  'no-waivers': { type: 'string', multiple: true },
  invariants: { type: 'string', multiple: true },
} as const;
type Option = keyof typeof OPTIONS;
const NAMES = Object.keys(OPTIONS).map((name) => `--${name}`);

/** Parses the arguments after `check`. */
export function parseArguments(args: readonly string[], environment: NodeJS.ProcessEnv): ParsedArguments {
  const given = { args: [...args], options: OPTIONS, allowPositionals: true, strict: false, tokens: true } as const;
  const { values, positionals: paths, tokens } = parseArgs(given);
  const problems: Finding[] = [];
  const report = (finding: Finding) => problems.push(finding);
  const texts = (name: Option) => (values[name] ?? []).filter((value) => typeof value === 'string');
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    if (!Object.hasOwn(OPTIONS, token.name)) reportUnknown(report, 'option', token.rawName, NAMES);
    else if (token.value === undefined) report(withoutValue(token.rawName));
  }
  const format = formatOf(texts('format').at(-1), report);
  const invariants = invariantsOf(texts('invariants'), report);
  const options = {
    platform: platformOf(texts('platform'), report),
    now: nowOf(texts('now').at(-1), environment.SOURCE_DATE_EPOCH, report),
    severities: severitiesOf(texts('severity'), report),
    external: externalOf(texts('external'), report),
    platformNamespaces: platformNamespacesOf(texts('platform-namespace'), report),
    ...approvalLimitsOf(texts('approval-limit'), report),
    ...noWaiversOf(texts('no-waivers'), report),
    approvalKeys: approvalKeysOf(texts('label-domain').at(-1), report),
    gatewayClasses: gatewayClassesOf(texts('gateway-class'), report),
  };
  return problems.length > 0 ? { problems } : { paths, exclude: texts('exclude'), format, invariants, options };
}

function withoutValue(argument: string): Finding {
  return argumentFinding(argument, {
    got: undefined,
    allowed: 'a value after the option',
    fix: 'run cdk8s-egress check --help for the values',
  });
}

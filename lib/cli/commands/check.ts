import { loadInvariants, WITHOUT_INVARIANTS } from '../../synth/load-invariants';
import { type CheckArguments, parseArguments } from '../arguments/parse-arguments';
import { FORMATS } from '../formats';
import { isClean, type Report } from '../formats/report';
import { formatProblems } from '../formats/text';
import { checkSources } from '../inputs/check-sources';
import { withoutNothing } from '../inputs/no-objects';
import { readInputs } from '../inputs/read-inputs';
import { type Command, EXIT, end, isColoured, type Terminal } from './command';

const HELP = `Reports what a cluster would reject, ignore or misread in Kubernetes manifests for egress.

usage: cdk8s-egress check [FILE|DIR|-]... [options]

  FILE, DIR, -               YAML or JSON files; folders with their subfolders; the standard input (the default)
  --exclude GLOB             files and folders to ignore, such as templates or '**/values*.yaml' *
  --format FORMAT            text (default), json, sarif, github
  --platform LIST            the versions of the cluster, such as kgateway=2.3,gatewayApi=1.5,kyverno=1.18,istio=1.29
  --severity RULE=SEVERITY   the severity of a rule: off, info, warning, error *
  --external OBJECT          'Kind namespace/name' of an object that another repository owns *
  --platform-namespace NAME  a namespace whose pods need no gateway, such as monitoring or 'openshift-*' *
  --approval-limit NAME=X    a limit for approvals, such as longestDays=365 or 'tickets=^SEC-[0-9]+$' *
  --no-waivers RULE          a rule that must not be waived, or all *
  --invariants FILE          the rules of your company, such as invariants.yaml (docs/invariants.md)
  --label-domain DOMAIN      the domain of the label and the annotations of approvals (default: security.corp)
  --gateway-class NAME       a GatewayClass that kgateway runs, if it is not called kgateway *
  --now DATE                 the time for which approvals are checked, such as 2026-11-23
  --help, -h                 print this text
  --version                  print the version

* repeatable

exit code: 0 no errors or warnings, 1 errors or warnings, 2 unreadable input or wrong arguments

Files without objects that have apiVersion and kind are skipped and counted. An input that cannot be read is a finding.
`;

/** `cdk8s-egress check`: checks the manifests of files, folders or the standard input together. */
export const check: Command = {
  name: 'check',
  summary: 'report what a cluster would reject, ignore or misread in manifests',
  help: HELP,
  async run(args, terminal) {
    const parsed = parseArguments(args, terminal.env);
    if ('problems' in parsed) return end(terminal.stderr, formatProblems(parsed.problems), EXIT.unusable);
    if (parsed.paths.length === 0 && terminal.stdin.isTTY) return end(terminal.stderr, HELP, EXIT.unusable);
    return checkInputs(parsed, terminal);
  },
};

async function checkInputs({ paths, exclude, format, invariants, options }: CheckArguments, terminal: Terminal): Promise<number> {
  const { stdin, stdout, env } = terminal;
  const inputs = paths.length > 0 ? paths : ['-'];
  const { sources, problems } = await readInputs(inputs, stdin, exclude);
  const read = invariants === undefined ? WITHOUT_INVARIANTS : loadInvariants(invariants);
  const report = withoutNothing(checkSources(sources, options, problems, read), inputs);
  return end(stdout, FORMATS[format](report, isColoured(stdout, env)), exitCodeOf(report));
}

function exitCodeOf(report: Report): number {
  if (report.unread > 0 || report.findings.some(({ rule }) => rule === 'input/invariants')) return EXIT.unusable;
  return isClean(report) ? EXIT.clean : EXIT.findings;
}

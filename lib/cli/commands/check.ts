import { type CheckArguments, parseArguments } from '../arguments/parse-arguments';
import { FORMATS } from '../formats';
import { formatGithub } from '../formats/github';
import { isClean } from '../formats/report';
import { formatProblems } from '../formats/text';
import { checkSources } from '../inputs/check-sources';
import { readInputs } from '../inputs/read-inputs';
import { type Command, EXIT, end, isColoured, type Terminal } from './command';

const HELP = `Reports what a cluster would reject, ignore or misread in Kubernetes manifests for egress.

usage: cdk8s-egress check [FILE|DIR|-]... [options]

  FILE, DIR, -     YAML or JSON files; folders with their subfolders; the standard input (the default)
  --format F       text (default), json, sarif, github
  --platform P     the versions of the cluster, such as kgateway=2.3,kyvernoAuthz=0.4,kyverno=1.19,istio=1.29
  --severity R=S   the severity of a rule: off, info, warning, error; repeatable
  --external O     'Kind namespace/name' of an object that another repository owns; repeatable
  --now DATE       the time for which approvals are checked, such as 2026-11-23
  --help, --version

exit code: 0 no errors or warnings, 1 errors or warnings, 2 unusable input or wrong arguments
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

async function checkInputs({ paths, format, options }: CheckArguments, terminal: Terminal): Promise<number> {
  const { stdin, stdout, stderr, env } = terminal;
  const { sources, problems } = await readInputs(paths.length > 0 ? paths : ['-'], stdin);
  const outcome = checkSources(sources, options, problems);
  if ('problems' in outcome) {
    if (format === 'github') stdout.write(formatGithub({ findings: outcome.problems }));
    return end(stderr, formatProblems(outcome.problems), EXIT.unusable);
  }
  const text = FORMATS[format](outcome.report, isColoured(stdout, env));
  return end(stdout, text, isClean(outcome.report) ? EXIT.clean : EXIT.findings);
}

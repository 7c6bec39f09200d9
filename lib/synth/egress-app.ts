import { App, type AppProps } from 'cdk8s';
import type { Severities } from '../checks/check-manifests';
import { type ApprovalLimits, setApprovalLimits } from '../core/approval-limits';
import { setNow, timeOfEnvironment } from '../core/clock';
import { EgressError } from '../core/egress-error';
import { type ForbiddenWaivers, forbidWaivers } from '../core/forbidden-waivers';
import { formatFinding } from '../core/format-finding';
import { setLabelDomain } from '../core/label-domain';
import { type PlatformVersions, selectPlatform } from '../core/platform';
import { collectFindings, registerFindings } from '../core/registered-findings';
import { Reading, readProps } from '../core/shapes';
import { emitDocuments } from '../manifests/write/emit';
import { appFields } from './app-shapes';
import { APP, type CheckSettings, checkApp } from './check-app';
import { collectObjects, type SynthesizedObject } from './collect-objects';
import { type Layout, layOut } from './layout';
import { loadInvariants, WITHOUT_INVARIANTS } from './load-invariants';
import type { OutputFile } from './output-file';
import { restartingFiles } from './restarts';
import { checkSideOutput, sideFiles, writeSideOutput } from './side-output';
import { checkOutput, checkRequested } from './write-check';
import { writeOutput } from './write-output';

/** The properties of an {@link EgressApp}. */
export interface EgressAppProps extends Pick<AppProps, 'outdir' | 'resolvers'> {
  /** The versions of the cluster's components. @default - the newest tested versions, see {@link PlatformVersions} */
  readonly platform?: PlatformVersions;
  /** The time for which approvals are checked. @default - `SOURCE_DATE_EPOCH` (in seconds), else the current time */
  readonly now?: Date;
  /**
   * How objects are distributed over files: one file per `chart`, per `object`, or per `owner` of an approval.
   *
   * @default 'chart'
   */
  readonly layout?: Layout;
  /**
   * The severities of rules by id: `error`, `warning`, `info` (not reported by an app) or `off`, such as
   * `{ 'egress/approval-ends-soon': 'error' }`. The severity of `schema/…` and `input/…` cannot be changed.
   *
   * @default - the severity of each rule, see docs/rules/README.md
   */
  readonly severities?: Severities;
  /**
   * The objects that other repositories own, such as `Gateway egress-system/egress`, or `ClusterPolicy approvals` for a cluster-scoped
   * kind. They are not reported as missing.
   *
   * @default - those that constructs refer to, such as `EgressGateway.fromGatewayName`
   */
  readonly external?: readonly string[];
  /**
   * Namespaces of the platform, in addition to `kube-system` and other well-known ones. Their pods may leave the cluster without
   * the gateway, and use the network of the node. `*` stands for any characters, as in `openshift-*`.
   *
   * @default - none
   */
  readonly platformNamespaces?: readonly string[];
  /**
   * The limits for approvals, such as `{ longestDays: 365, tickets: '^SEC-[0-9]+$' }`. Each violation is an error.
   *
   * @default - no limits
   */
  readonly approvals?: ApprovalLimits;
  /**
   * Rules that must not be waived: `true` for all, or their ids, such as `['egress/no-decision']`. Waivers of constructs and objects
   * have no effect then, and deliberate choices such as `Tls.none()` are reported.
   *
   * @default - none
   */
  readonly noWaivers?: ForbiddenWaivers;
  /**
   * The file with the invariants of the company, such as `invariants.yaml`, from the working directory: what nobody may reach, what
   * a namespace may reach, how approvals must be. `docs/invariants.md` describes it. A violated invariant cannot be waived.
   *
   * @default - none
   */
  readonly invariants?: string;
  /**
   * The domain of the label and the annotations of approvals, such as `acme.io` for `acme.io/egress-approved`. It also applies to
   * the admission policies of `EgressGovernance`. Pass the same domain to `cdk8s-egress check --label-domain`.
   *
   * @default 'security.corp'
   */
  readonly labelDomain?: string;
  /**
   * The names of the GatewayClasses that kgateway runs. Its rules do not apply to the Gateways of other classes.
   *
   * @default - those with the `controllerName` of kgateway, `kgateway`, and those of Gateways with GatewayParameters, as every
   * `EgressGateway` has them
   */
  readonly gatewayClasses?: readonly string[];
}

/**
 * A cdk8s `App` that checks everything before it writes files: the properties of the constructs, each object alone, then all
 * objects together. If there is an error, it writes nothing and throws an `EgressError` with all findings.
 *
 * It writes to `dist`, or to the output folder of the cdk8s command. It removes files of earlier runs that are no longer needed,
 * and keeps files that it did not write. In a file, objects have the order of their creation, after namespaces, admission policies
 * and what else must reach the cluster first. Use `addDependency` to change the order in a chart, or that of charts.
 *
 * `chart.toJson()` checks the whole app too, and throws the same error. So `Testing.synth(chart)` does, in tests.
 *
 * With the argument `--check`, or `CDK8S_EGRESS_CHECK=1`, it writes nothing. It prints the difference to the output folder as a
 * diff, and exits with 1 if there is one.
 */
export class EgressApp extends App {
  private readonly layout: Layout;
  private readonly settings: CheckSettings;
  /** Whether the checks run. They validate all constructs, also this app. */
  private checking = false;

  constructor(props: EgressAppProps = {}) {
    const reading = new Reading('malformed');
    const {
      platform = {},
      now,
      layout = 'chart',
      severities,
      external,
      platformNamespaces,
      approvals,
      noWaivers,
      invariants: file,
      labelDomain,
      gatewayClasses,
      ...rest
    } = readProps<EgressAppProps>(props, appFields, 'EgressApp', reading);
    super(rest);
    this.layout = layout;
    const { invariants, problems } = file === undefined ? WITHOUT_INVARIANTS : loadInvariants(file);
    this.settings = { severities, external, platformNamespaces, approvals, noWaivers, gatewayClasses, invariants };
    collectFindings(this);
    selectPlatform(this, platform, ['platform']);
    registerFindings(this, () => [
      ...reading.problems.map((problem) => ({ severity: 'error' as const, ...problem, construct: APP })),
      ...problems.map((problem) => ({
        ...problem,
        construct: APP,
        path: problem.path.length > 0 ? problem.path : ['invariants'],
      })),
    ]);
    if (noWaivers) forbidWaivers(this, noWaivers);
    setNow(this, now ?? timeOrCurrent(reading));
    this.node.addValidation({ validate: () => this.validate() });
    if (labelDomain) setLabelDomain(this, labelDomain);
    if (approvals) setApprovalLimits(this, approvals);
  }

  /**
   * Checks everything and writes the files. Prints warnings and waived findings to stderr, and a note if the request policy changes, for
   * which the authorization server restarts.
   *
   * @throws EgressError if any finding is an error; no file is written
   * @throws OutputError if the folder cannot be written; no file is lost
   */
  public override synth(): void {
    const { nodes, charts, objects } = this.reported();
    const files = this.filesOf(charts);
    const beside = sideFiles(nodes, objects);
    if (checkRequested(process.argv, process.env)) {
      reportDifference(checkOutput(this.outdir, files) + checkSideOutput(this.outdir, beside));
    } else {
      const restarting = restartingFiles(this.outdir, files);
      writeOutput(this.outdir, files);
      writeSideOutput(this.outdir, beside);
      for (const path of restarting)
        process.stderr.write(
          `note: the request policy in ${path} changes; its authorization server restarts when it is applied\n`,
        );
    }
  }

  /**
   * Checks everything and returns all objects as one YAML stream.
   *
   * @throws EgressError if any finding is an error
   */
  public override synthYaml(): string {
    return this.filesOf(this.reported().charts)
      .map(({ content }) => content.toString())
      .join('');
  }

  private filesOf(charts: ReturnType<typeof collectObjects>): OutputFile[] {
    return layOut(charts, this.layout, this.outputFileExtension).map(({ path, objects }) => ({
      path,
      content: objects.length > 0 ? emitDocuments(objects.map(({ manifest }) => manifest)) : Buffer.from('---\n'),
      objects: objects.map(entry),
    }));
  }

  private checked() {
    const nodes = this.node.findAll();
    const charts = collectObjects(nodes);
    const objects = charts.flatMap((chart) => chart.objects);
    this.checking = true;
    try {
      return { nodes, charts, objects, findings: checkApp(this, nodes, objects, this.settings) };
    } finally {
      this.checking = false;
    }
  }

  /** cdk8s validates the app before `chart.toJson()`, and so in `Testing.synth(chart)`. */
  private validate(): string[] {
    if (!this.checking) throwErrors(this.checked().findings);
    return [];
  }

  /** Everything that is written, when its findings are reported. */
  private reported() {
    const { findings, ...checked } = this.checked();
    throwErrors(findings);
    for (const finding of findings) process.stderr.write(`${formatFinding(finding)}\n`);
    return checked;
  }
}

/** The time of the environment. A malformed one is reported like a property. */
function timeOrCurrent({ problems }: Reading): Date {
  const time = timeOfEnvironment();
  if (time instanceof Date) return time;
  problems.push({ rule: 'input/argument', path: [], message: 'SOURCE_DATE_EPOCH is not a number', ...time });
  return new Date();
}

function throwErrors(findings: ReturnType<typeof checkApp>): void {
  if (findings.some(({ severity }) => severity === 'error')) throw new EgressError(findings);
}

function entry({ apiVersion, kind, namespace, name, construct, group }: SynthesizedObject): OutputFile['objects'][number] {
  const id = `${apiVersion} ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  return { id, construct: `${group}/${construct.node.id}` };
}

function reportDifference(diff: string): void {
  process.stdout.write(diff);
  if (diff) process.exitCode = 1;
}

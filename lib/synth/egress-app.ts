import { App, type AppProps } from 'cdk8s';
import type { Severities } from '../checks/check-manifests';
import { setNow } from '../core/clock';
import { EgressError } from '../core/egress-error';
import { formatFinding } from '../core/format-finding';
import { Platform, type PlatformVersions } from '../core/platform';
import { collectFindings } from '../core/registered-findings';
import { emitDocuments } from '../manifests/write/emit';
import { checkApp } from './check-app';
import { collectObjects, type SynthesizedObject } from './collect-objects';
import { type Layout, layOut } from './layout';
import type { OutputFile } from './output-file';
import { checkOutput, checkRequested } from './write-check';
import { writeOutput } from './write-output';

/** How an {@link EgressApp} is made. */
export interface EgressAppProps extends Pick<AppProps, 'outdir' | 'resolvers'> {
  /** The versions that the manifests are for. @default - the newest tested: kgateway 2.4, Kyverno 1.19, Istio 1.30 */
  readonly platform?: PlatformVersions;
  /** The instant at which approvals are judged. @default - `SOURCE_DATE_EPOCH`, else the machine's clock */
  readonly now?: Date;
  /**
   * Which objects share a file: those of a `chart`, none (`object`), or those that an `owner` answers for.
   *
   * @default 'chart'
   */
  readonly layout?: Layout;
  /**
   * Other severities for rules, by id: `error`, `warning`, `info` (not told), `off`, such as
   * `{ 'egress/approval-ends-soon': 'error' }`. What the API server refuses (`schema/…`) can't be set.
   *
   * @default - each rule's own, see docs/rules
   */
  readonly severities?: Severities;
}

/**
 * A cdk8s `App` that judges everything once before it writes anything: its constructs, then all objects together as the
 * cluster would see them. On an error it writes nothing, and throws an `EgressError` with all findings. It writes into `dist`
 * or what the cdk8s command says, removes the files of objects that are gone, and leaves alone what others put there. The
 * order in a file is the one in which objects must reach the cluster; `addDependency` orders within a chart.
 *
 * With `--check` (or `CDK8S_EGRESS_CHECK=1`), nothing is written: what would change is printed as a diff, and the process
 * ends with 1 when anything would.
 */
export class EgressApp extends App {
  private readonly layout: Layout;
  private readonly severities: Severities;

  constructor({ platform = {}, now, layout = 'chart', severities = {}, ...props }: EgressAppProps = {}) {
    super(props);
    this.layout = layout;
    this.severities = severities;
    collectFindings(this);
    Platform.select(this, platform);
    if (now) setNow(this, now);
  }

  /**
   * Checks and writes everything. Warnings and waived findings are told on stderr.
   *
   * @throws EgressError when a finding is an error; nothing is written then
   * @throws OutputError when the folder can't be written; what was there is still there
   */
  public override synth(): void {
    const files = this.files();
    if (checkRequested(process.argv, process.env)) tellDifference(checkOutput(this.outdir, files));
    else writeOutput(this.outdir, files);
  }

  /**
   * Checks everything and gives it as one YAML stream.
   *
   * @throws EgressError when a finding is an error
   */
  public override synthYaml(): string {
    return this.files()
      .map(({ content }) => content.toString())
      .join('');
  }

  private files(): OutputFile[] {
    const nodes = this.node.findAll();
    const charts = collectObjects(nodes);
    this.tell(
      checkApp(
        this,
        nodes,
        charts.flatMap(({ objects }) => objects),
        this.severities,
      ),
    );
    return layOut(charts, this.layout, this.outputFileExtension).map(({ path, objects }) => ({
      path,
      content: objects.length > 0 ? emitDocuments(objects.map(({ manifest }) => manifest)) : Buffer.from('---\n'),
      objects: objects.map(entry),
    }));
  }

  private tell(findings: ReturnType<typeof checkApp>): void {
    if (findings.some(({ severity }) => severity === 'error')) throw new EgressError(findings);
    for (const finding of findings) process.stderr.write(`${formatFinding(finding)}\n`);
  }
}

function entry({ apiVersion, kind, namespace, name, construct, group }: SynthesizedObject): OutputFile['objects'][number] {
  const id = `${apiVersion} ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  return { id, construct: `${group}/${construct.node.id}` };
}

function tellDifference(diff: string): void {
  process.stdout.write(diff);
  if (diff) process.exitCode = 1;
}

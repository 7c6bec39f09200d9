import { App, type AppProps } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { setNow } from '../clock';
import { collectFindings, findingsOf } from '../collect';
import { EgressError, type Finding, formatFinding } from '../finding';
import { Platform, type PlatformVersions } from '../platform';
import { type ChartFile, collectFiles, duplicates } from './collect-files';
import { writeFiles } from './write-files';

/** How an {@link EgressApp} is made. */
export interface EgressAppProps extends Pick<AppProps, 'outdir' | 'resolvers'> {
  /** The versions that the manifests are for. @default - the newest tested: kgateway 2.4, Kyverno 1.19, Istio 1.30 */
  readonly platform?: PlatformVersions;
  /** The instant at which approvals are judged. @default - `SOURCE_DATE_EPOCH`, else the machine's clock */
  readonly now?: Date;
}

/**
 * A cdk8s `App` that judges everything once before it writes anything: on an error it writes nothing, and throws an
 * `EgressError` with all findings. It writes a file per chart, each beginning with `---`, into `dist` or what the cdk8s
 * command says. The order in a file is the one in which objects must reach the cluster; `addDependency` does not change it.
 */
export class EgressApp extends App {
  constructor(props: EgressAppProps = {}) {
    super(props);
    collectFindings(this);
    Platform.select(this, props.platform ?? {});
    if (props.now) setNow(this, props.now);
  }

  /**
   * Checks and writes all charts. Warnings and waived findings are told on stderr.
   *
   * @throws EgressError when a finding is an error; nothing is written then
   */
  public override synth(): void {
    const files = this.judge();
    writeFiles(this.outdir, files);
  }

  /**
   * Checks all charts and gives their objects as one YAML stream.
   *
   * @throws EgressError when a finding is an error
   */
  public override synthYaml(): string {
    return this.judge()
      .map(({ text }) => text)
      .join('');
  }

  private judge(): readonly ChartFile[] {
    const findings = this.node.findAll().flatMap((construct) => [...findingsOf(construct), ...foreign(construct)]);
    const files = collectFiles(this, this.outputFileExtension);
    const all = [...findings, ...duplicates(files)];
    if (all.some(({ severity }) => severity === 'error')) throw new EgressError(all);
    for (const finding of all) process.stderr.write(`${formatFinding(finding)}\n`);
    return files;
  }
}

/** The errors of constructs that are not ours. */
function foreign(construct: IConstruct): Finding[] {
  return construct.node.validate().map((got) => ({
    rule: 'input/construct',
    severity: 'error',
    construct: construct.node.path,
    path: '',
    got,
    allowed: 'what the construct accepts',
    fix: 'see the construct',
  }));
}

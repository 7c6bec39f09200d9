import type { Severities } from '../checks/check-manifests';
import type { Finding, Mismatch } from '../core/finding';
import { showField, showGot } from '../core/format-finding';
import { isLabelDomain, LABEL_DOMAIN } from '../core/label-domain';
import { approvalKeys, DEFAULT_LABEL_DOMAIN } from '../core/labels';
import { showPath } from '../core/path';
import { Platform, type PlatformVersions } from '../core/platform';
import { ruleProblem } from '../core/rule-ids';
import { pageOf } from '../core/rule-page';
import type { LocatedFinding, Report } from './formats/report';

/** The `properties` of the validation in `cdk8s.yaml`. */
export interface EgressValidationProps {
  /** The versions of the cluster's components. @default - the newest tested versions */
  readonly platform?: PlatformVersions;
  /** The severities of rules by id: `error`, `warning`, `info` or `off`. @default - the severity of each rule */
  readonly severities?: Severities;
  /** The objects that other repositories own, such as `Gateway egress-system/egress`. @default - none */
  readonly external?: readonly string[];
  /** Namespaces of the platform, such as `monitoring` or `openshift-*`. @default - only well-known ones, such as `kube-system` */
  readonly platformNamespaces?: readonly string[];
  /** The domain of the label and the annotations of approvals. @default 'security.corp' */
  readonly labelDomain?: string;
  /** GatewayClasses that kgateway runs, if they are not called `kgateway`. @default - none */
  readonly gatewayClasses?: readonly string[];
}

/** The fields of cdk8s' `ValidationContext` that are used. */
export interface EgressValidationContext {
  /** The paths of the written files. */
  readonly manifests: readonly string[];
  readonly report: {
    addViolation(violation: Violation): void;
    submit(status: 'success' | 'failure', metadata?: Readonly<Record<string, string>>): void;
  };
}

/** A violation in the format of cdk8s. */
export interface Violation {
  readonly ruleName: string;
  readonly recommendation: string;
  readonly fix: string;
  readonly violatingResources: readonly {
    readonly resourceName: string;
    readonly manifestPath: string;
    readonly locations: readonly string[];
  }[];
}

/**
 * The checks as a validation of `cdk8s synth`, for apps that are not an `EgressApp`. Errors fail the synthesis. Other findings
 * are only reported.
 *
 * @see https://cdk8s.io/docs/latest/cli/synth/#validations
 */
export class EgressValidation {
  public constructor(private readonly props: EgressValidationProps = {}) {}

  /**
   * Checks the manifests together and reports findings to cdk8s.
   *
   * @throws Error if `properties` has an unknown version, rule or severity, or a malformed label domain
   */
  public async validate({ manifests, report }: EgressValidationContext): Promise<void> {
    const { findings, objects, unknown } = await this.check(manifests);
    const reported = findings.filter(({ severity }) => severity !== 'waived');
    for (const finding of reported) report.addViolation(finding.object ? ofFinding(finding) : ofProblem(finding));
    const counts = { Objects: String(objects), 'Of unknown kinds': String(unknown) };
    report.submit(reported.some(({ severity }) => severity === 'error') ? 'failure' : 'success', counts);
  }

  private async check(manifests: readonly string[]): Promise<Report> {
    const { platform = {}, severities = {}, labelDomain = DEFAULT_LABEL_DOMAIN, ...others } = this.props;
    const { external = [], platformNamespaces = [], gatewayClasses = [] } = others;
    const [wrong] = [
      ...Platform.problems(platform).map((problem) => ({ ...problem, property: `platform.${showPath(problem.path)}` })),
      ...severityProblems(severities).map((problem) => ({ ...problem, property: `severities` })),
      ...(isLabelDomain(labelDomain) ? [] : [{ ...LABEL_DOMAIN, got: labelDomain, property: 'labelDomain' }]),
    ];
    if (wrong) throw new Error(`${wrong.property}: got ${showGot(wrong)}; allowed: ${wrong.allowed}; fix: ${wrong.fix}`);
    // Loaded here, so that apps which import the library do not load the reader of manifests.
    const { checkSources }: typeof import('./inputs/check-sources') = require('./inputs/check-sources');
    const { readInputs }: typeof import('./inputs/read-inputs') = require('./inputs/read-inputs');
    const { nowOf }: typeof import('./arguments/argument-values') = require('./arguments/argument-values');
    const now = nowOf(undefined, process.env.SOURCE_DATE_EPOCH, ({ argument, got, allowed }) => {
      throw new Error(`${argument}: got ${got}; allowed: ${allowed}`);
    });
    const { sources, problems } = await readInputs(manifests, nothing());
    const given = { now, severities, external, platformNamespaces, gatewayClasses };
    return checkSources(
      sources,
      { ...given, platform: Platform.for(platform), approvalKeys: approvalKeys(labelDomain) },
      problems,
    );
  }
}

const SEVERITIES: readonly unknown[] = ['error', 'warning', 'info', 'off'];

/** The unknown rules and values. */
function severityProblems(severities: Severities): Mismatch[] {
  return Object.entries(severities).flatMap(([rule, got]) => {
    const problem = ruleProblem(rule);
    if (problem) return [problem];
    return SEVERITIES.includes(got) ? [] : [{ got, allowed: SEVERITIES.join(', '), fix: `correct the severity of ${rule}` }];
  });
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function ofProblem(finding: Finding): Violation {
  const { rule, file = '', line, column, allowed } = finding;
  const got = showGot(finding);
  const locations = [line === undefined ? got : `${line}:${column}: ${got}`];
  const violatingResources = [{ resourceName: file, manifestPath: file, locations }];
  return { ruleName: rule, recommendation: `allowed: ${allowed}`, fix: fixOf(finding), violatingResources };
}

/** cdk8s finds the construct by the name of the object alone, so that kind and namespace are part of the location. */
function ofFinding(finding: LocatedFinding): Violation {
  const { rule, severity, object, message, allowed, file, line, column } = finding;
  const name: unknown = object?.metadata?.name;
  const resourceName = typeof name === 'string' ? name : (object?.kind ?? file);
  const locations = [`${line}:${column}: ${showField(finding)}: got ${showGot(finding)}`];
  const recommendation = `${severity}: ${message}; allowed: ${allowed}`;
  const violatingResources = [{ resourceName, manifestPath: file, locations }];
  return { ruleName: rule, recommendation, fix: fixOf(finding), violatingResources };
}

/** The fix with the page of the rule, for which cdk8s' report has no field. */
function fixOf({ rule, fix }: Finding): string {
  return `${fix} (see cdk8s-egress/${pageOf(rule)})`;
}

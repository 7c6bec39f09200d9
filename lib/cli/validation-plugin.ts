import type { Severities } from '../checks/check-manifests';
import { withProperties } from '../checks/rules/base/or-external';
import type { ApprovalLimits } from '../core/approval-limits';
import { timeOfEnvironment } from '../core/clock';
import type { Finding, Mismatch } from '../core/finding';
import type { ForbiddenWaivers } from '../core/forbidden-waivers';
import { showField, showGot, trailLines } from '../core/format-finding';
import { approvalKeys } from '../core/labels';
import { showPath } from '../core/path';
import { Platform, type PlatformVersions } from '../core/platform';
import { pageOf } from '../core/rule-page';
import { Reading, readProps } from '../core/shapes';
import { appFields } from '../synth/app-shapes';
import { loadInvariants, WITHOUT_INVARIANTS } from '../synth/load-invariants';
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
  /** The limits for approvals, as in an `EgressApp`. @default - no limits */
  readonly approvals?: ApprovalLimits;
  /** Rules that must not be waived: `true` for all, or their ids. @default - none */
  readonly noWaivers?: ForbiddenWaivers;
  /** The file with the invariants of the company, from the working directory. @default - none */
  readonly invariants?: string;
  /** The domain of the label and the annotations of approvals. @default 'security.corp' */
  readonly labelDomain?: string;
  /** GatewayClasses that kgateway runs, if they are not called `kgateway`. @default - none */
  readonly gatewayClasses?: readonly string[];
}

const { platform, severities, external, platformNamespaces, approvals, noWaivers, invariants, labelDomain, gatewayClasses } =
  appFields;
/** The shapes of the properties. */
export const FIELDS = {
  platform,
  severities,
  external,
  platformNamespaces,
  approvals,
  noWaivers,
  invariants,
  labelDomain,
  gatewayClasses,
};

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
   * @throws Error with all malformed `properties`
   */
  public async validate({ manifests, report }: EgressValidationContext): Promise<void> {
    const { findings, objects, unknown } = await this.check(manifests);
    const reported = findings.filter(({ severity }) => severity !== 'waived');
    for (const finding of reported) report.addViolation(finding.object ? ofFinding(finding) : ofProblem(finding));
    const counts = { Objects: String(objects), 'Of unknown kinds': String(unknown) };
    report.submit(reported.some(({ severity }) => severity === 'error') ? 'failure' : 'success', counts);
  }

  private async check(manifests: readonly string[]): Promise<Report> {
    const now = timeOfEnvironment();
    const props = propsOrError(this.props, now);
    // Loaded here, so that apps which import the library do not load the reader of manifests.
    const { checkSources }: typeof import('./inputs/check-sources') = require('./inputs/check-sources');
    const { readInputs }: typeof import('./inputs/read-inputs') = require('./inputs/read-inputs');
    const { sources, problems } = await readInputs(manifests, nothing());
    const options = { ...props, platform: Platform.for(props.platform ?? {}), now: now as Date };
    return checkSources(
      sources,
      { ...options, ...(props.labelDomain && { approvalKeys: approvalKeys(props.labelDomain) }) },
      problems,
      props.invariants === undefined ? WITHOUT_INVARIANTS : loadInvariants(props.invariants),
    );
  }
}

/** The properties, which cdk8s reads from YAML. */
function propsOrError(given: EgressValidationProps, now: Date | Mismatch): EgressValidationProps {
  const reading = new Reading('malformed');
  const props = readProps<EgressValidationProps>(given, FIELDS, 'EgressValidation', reading);
  const wrong = [
    ...reading.problems,
    ...Platform.problems(props.platform ?? {}).map((problem) => ({ ...problem, path: ['platform', ...problem.path] })),
    ...(now instanceof Date ? [] : [{ ...now, path: ['SOURCE_DATE_EPOCH'] }]),
  ];
  if (wrong.length === 0) return props;
  const lines = wrong.map((problem) => {
    return `${showPath(problem.path) || 'properties'}: got ${showGot(problem)}; allowed: ${problem.allowed}; fix: ${problem.fix}`;
  });
  throw new Error(lines.join('\n'));
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
  const path = trailLines(finding).map((step) => `; ${step}`);
  const recommendation = `${severity}: ${message}${path.join('')}; allowed: ${allowed}`;
  const violatingResources = [{ resourceName, manifestPath: file, locations }];
  return { ruleName: rule, recommendation, fix: fixOf(finding), violatingResources };
}

/** The fix with the page of the rule, for which cdk8s' report has no field. */
function fixOf({ rule, fix }: Finding): string {
  return `${withProperties(fix, 'EgressValidation')} (see cdk8s-egress/${pageOf(rule)})`;
}

import type { Finding, RuleSeverity } from '../core/finding';
import { showField, showGot } from '../core/format-finding';
import { showPath } from '../core/path';
import { Platform, type PlatformVersions } from '../core/platform';
import { pageOf } from '../core/rule-page';
import type { LocatedFinding } from './formats/report';
import type { CheckOutcome } from './inputs/check-sources';

/** What `properties:` of a validation in `cdk8s.yaml` may say. */
export interface EgressValidationProps {
  /** The versions of the cluster. @default - the newest tested */
  readonly platform?: PlatformVersions;
  /** Severities of rules, by id; `off` leaves a rule out. @default - each its own */
  readonly severities?: Readonly<Record<string, RuleSeverity | 'off'>>;
  /** Objects that other repositories own: `Gateway egress-system/egress`. @default - none */
  readonly external?: readonly string[];
}

/** What of cdk8s' `ValidationContext` is used. */
export interface EgressValidationContext {
  /** The files that were written. */
  readonly manifests: readonly string[];
  readonly report: {
    addViolation(violation: Violation): void;
    submit(status: 'success' | 'failure', metadata?: Readonly<Record<string, string>>): void;
  };
}

/** A violation as cdk8s reports it. */
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
 * The same checks as a validation of `cdk8s synth`, for apps that are no `EgressApp`. Errors fail the synthesis, the rest is
 * told.
 *
 * @see https://cdk8s.io/docs/latest/cli/synth/#validations
 */
export class EgressValidation {
  public constructor(private readonly props: EgressValidationProps = {}) {}

  /**
   * Checks the manifests together and reports.
   *
   * @throws Error when `properties` name a version that is unknown
   */
  public async validate({ manifests, report }: EgressValidationContext): Promise<void> {
    const outcome = await this.check(manifests);
    if ('problems' in outcome) {
      for (const problem of outcome.problems) report.addViolation(ofProblem(problem));
      report.submit('failure');
      return;
    }
    const told = outcome.report.findings.filter(({ severity }) => severity !== 'waived');
    for (const finding of told) report.addViolation(ofFinding(finding));
    const counts = { Objects: String(outcome.report.objects), 'Without a pinned schema': String(outcome.report.unknown) };
    report.submit(told.some(({ severity }) => severity === 'error') ? 'failure' : 'success', counts);
  }

  private async check(manifests: readonly string[]): Promise<CheckOutcome> {
    const { platform = {}, severities = {}, external = [] } = this.props;
    const [wrong] = Platform.problems(platform);
    if (wrong)
      throw new Error(`platform.${showPath(wrong.path)}: got ${showGot(wrong)}; allowed: ${wrong.allowed}; fix: ${wrong.fix}`);
    // What reads manifests is loaded only here, so that an app which imports the library does not pay for it.
    const { checkSources }: typeof import('./inputs/check-sources') = require('./inputs/check-sources');
    const { readInputs }: typeof import('./inputs/read-inputs') = require('./inputs/read-inputs');
    const { nowOf }: typeof import('./arguments/argument-values') = require('./arguments/argument-values');
    const now = nowOf(undefined, process.env.SOURCE_DATE_EPOCH, ({ argument, got, allowed }) => {
      throw new Error(`${argument}: got ${got}; allowed: ${allowed}`);
    });
    const { sources, problems } = await readInputs(manifests, nothing());
    return checkSources(sources, { platform: Platform.for(platform), now, severities, external }, problems);
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function ofProblem(finding: Finding): Violation {
  const { rule, file = '', line, column, allowed } = finding;
  const got = showGot(finding);
  const locations = [line === undefined ? got : `${line}:${column}: ${got}`];
  const violatingResources = [{ resourceName: file, manifestPath: file, locations }];
  return { ruleName: rule, recommendation: `allowed: ${allowed}`, fix: fixOf(finding), violatingResources };
}

/** cdk8s finds the construct by the object's name alone, so that the rest of the name goes to the location. */
function ofFinding(finding: LocatedFinding): Violation {
  const { rule, severity, object, message, allowed, file, line, column } = finding;
  const name: unknown = object?.metadata?.name;
  const resourceName = typeof name === 'string' ? name : (object?.kind ?? file);
  const locations = [`${line}:${column}: ${showField(finding)}: got ${showGot(finding)}`];
  const recommendation = `${severity}: ${message}; allowed: ${allowed}`;
  const violatingResources = [{ resourceName, manifestPath: file, locations }];
  return { ruleName: rule, recommendation, fix: fixOf(finding), violatingResources };
}

/** The fix and the rule's page: cdk8s' report has no other place for it. */
function fixOf({ rule, fix }: Finding): string {
  return `${fix} (see cdk8s-egress/${pageOf(rule)})`;
}

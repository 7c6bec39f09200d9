import type { RuleSeverity } from '../core/finding';
import { Platform, type PlatformVersions } from '../core/platform';
import type { CheckOutcome } from './check-sources';
import type { LocatedFinding } from './report';

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
    if (wrong) throw new Error(`platform.${wrong.path}: got ${wrong.got}; allowed: ${wrong.allowed}; fix: ${wrong.fix}`);
    // What reads manifests is loaded only here, so that an app which imports the library does not pay for it.
    const { checkSources }: typeof import('./check-sources') = require('./check-sources');
    const { readInputs }: typeof import('./read-inputs') = require('./read-inputs');
    const { nowOf }: typeof import('./argument-values') = require('./argument-values');
    const now = nowOf(undefined, process.env.SOURCE_DATE_EPOCH, ({ argument, got, allowed }) => {
      throw new Error(`${argument}: got ${got}; allowed: ${allowed}`);
    });
    const { sources, problems } = await readInputs(manifests, nothing());
    return checkSources(sources, { platform: Platform.for(platform), now, severities, external }, problems);
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

type InputProblem = Extract<CheckOutcome, { problems: unknown }>['problems'][number];

function ofProblem({ file, line, column, got, allowed, fix }: InputProblem): Violation {
  const locations = [line === undefined ? got : `${line}:${column}: ${got}`];
  const recommendation = `allowed: ${allowed}`;
  return { ruleName: 'input', recommendation, fix, violatingResources: [{ resourceName: file, manifestPath: file, locations }] };
}

/** cdk8s finds the construct by the object's name alone, so that the rest of the name goes to the location. */
function ofFinding({ rule, severity, object, path, message, got, allowed, fix, file, line, column }: LocatedFinding): Violation {
  const resourceName = object.slice(Math.max(object.lastIndexOf('/'), object.indexOf(' ')) + 1);
  const locations = [`${line}:${column}: ${path ? `${object} ${path}` : object}: got ${got}`];
  const recommendation = `${severity}: ${message}; allowed: ${allowed}`;
  return { ruleName: rule, recommendation, fix, violatingResources: [{ resourceName, manifestPath: file, locations }] };
}

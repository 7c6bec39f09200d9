import { type ApiObjectMetadata, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { syncWave } from '../../core/apply-order';
import type { Finding } from '../../core/finding';
import { forbiddenWaivers, isForbidden } from '../../core/forbidden-waivers';
import { overlap } from '../../core/path';
import { type PropCheck, runChecks, type Subject } from '../../core/prop-checks';
import { registerFindings } from '../../core/registered-findings';
import { isRule, isWaivableRule, ruleProblem } from '../../core/rule-ids';
import {
  type Field,
  type Fields,
  optional,
  Reading,
  readProps,
  recordOf,
  type Shape,
  type ShapeProblem,
  text,
} from '../../core/shapes';
import { waiverAnnotation } from '../../manifests/waivers';
import { applyWaivers, type Waivers } from './construct-waivers';
import { findingsOfOwnObjects, labelOf } from './object-findings';

/** The properties that every construct of this library accepts. */
export interface EgressConstructProps {
  /**
   * Rules to waive on this construct, each with the reason, such as
   * `{ 'egress/retry-budget': 'the client gives up after 30s anyway' }`. You cannot waive `input/…` (malformed input) and
   * `schema/…` (rejected by the API server). The reason is recorded as the annotation `cdk8s-egress/waive.<rule>` on every
   * object of the construct.
   *
   * @default - none
   */
  readonly waive?: Waivers;
}

/** A lazy token that resolves to `undefined`, so that cdk8s does not fill in the chart's namespace. */
export const NO_NAMESPACE = Lazy.any({ produce: () => undefined }) as string;

/** The base of all constructs: it reports findings, and annotates objects with waivers and the order of application. */
export abstract class EgressConstruct extends Construct {
  private waive: Waivers = {};
  private waiverAnnotations: Readonly<Record<string, string>> = {};
  private malformed: readonly ShapeProblem[] = [];

  protected constructor(scope: Construct, id: string) {
    super(scope, id);
    registerFindings(
      this,
      (ofObjects) => this.findings(ofObjects),
      () => findingsOfOwnObjects(this),
    );
  }

  /**
   * The properties, with safe values in place of malformed ones, which are reported. Construction goes on, so that the findings of
   * all constructs are reported together.
   */
  protected read<P extends object>(given: P, fields: Fields<P>): P {
    const reading = new Reading(`malformed-${this.node.addr.slice(-8)}`);
    const props = readProps(given, fields, this.constructor.name.replace(/^_/, ''), reading);
    this.malformed = reading.problems;
    const { waive = {} } = props as EgressConstructProps;
    this.waive = Object.fromEntries(Object.entries(waive).filter(([rule]) => isRule(rule)));
    this.waiverAnnotations = annotationsOf(this.waive);
    return props;
  }

  /** Whether values stand in for malformed ones. */
  protected get isMalformed(): boolean {
    return this.malformed.length > 0;
  }

  /** The construct's own findings, then those of its objects for other rules. */
  private findings(ofObjects: readonly Finding[]): Finding[] {
    const malformed = this.malformed.map((problem) => this.findingOf(problem));
    const forbidden = forbiddenWaivers(this);
    const mustReport = (rule: string) => isForbidden(forbidden, rule);
    // A deliberate choice, such as Tls.none(), is a waiver too.
    const examined = this.examine().filter(({ rule, severity }) => severity !== 'info' || !mustReport(rule));
    const own = [...examined.filter((finding) => this.isSound(finding)), ...malformed];
    const reported = new Set(own.map(({ rule }) => rule));
    const all = [...own, ...ofObjects.filter(({ rule }) => !reported.has(rule))];
    return applyWaivers(this.label, all, this.waive, mustReport);
  }

  private findingOf(problem: ShapeProblem): Finding {
    return { severity: 'error', ...problem, construct: this.label };
  }

  /** Whether the finding is about a value that the user specified, not about one in place of a malformed value. */
  private isSound({ path }: Finding): boolean {
    return !this.malformed.some((problem) => overlap(problem.path, path));
  }

  /** Checks the properties of this construct. Runs when the tree is complete: the order of constructs has no effect. */
  protected abstract examine(): readonly Finding[];

  /** Runs a table of checks on this construct. */
  protected check<S extends Subject>(subject: S, checks: readonly PropCheck<S>[]): Finding[] {
    return runChecks(this.label, subject, checks);
  }

  /** Metadata for an object of this construct, with its waivers and, if the kind must be applied early, the sync wave. */
  protected metadata(kind: string, metadata: ApiObjectMetadata): ApiObjectMetadata {
    const annotations = Object.assign({}, syncWave(kind), this.waiverAnnotations, metadata.annotations);
    return { ...metadata, annotations };
  }

  /** The same for a cluster-scoped object, to which cdk8s would add the namespace of the chart. */
  protected clusterMetadata(kind: string, metadata: ApiObjectMetadata): ApiObjectMetadata {
    return this.metadata(kind, { ...metadata, namespace: NO_NAMESPACE });
  }

  private get label(): string {
    return labelOf(this);
  }
}

const REASON = text({ rule: 'input/waive', allowed: 'a reason', fix: 'state why the rule does not apply' });

/** A reason. Its key should be the id of a rule. */
const reasonOfRule: Shape = (given, path, reading) => {
  const rule = String(path.at(-1));
  const problem = isRule(rule) ? undefined : ruleProblem(rule);
  if (problem) reading.report(path, problem.got, { rule: 'input/waive', severity: 'warning', ...problem });
  return REASON(given, path, reading);
};

/** The property that every construct accepts. */
export const commonFields = {
  waive: optional(
    recordOf(reasonOfRule, {
      rule: 'input/waive',
      allowed: 'an object with the id of each rule and the reason',
      fix: "write waive: { '<rule>': '<reason>' }",
    }),
  ),
} satisfies Record<string, Field>;

function annotationsOf(waive: Waivers): Readonly<Record<string, string>> {
  const effective = Object.entries(waive).filter(([rule]) => isWaivableRule(rule));
  return Object.fromEntries(effective.map(([rule, reason]) => [waiverAnnotation(rule), reason]));
}

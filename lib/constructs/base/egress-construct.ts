import { type ApiObjectMetadata, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { syncWave } from '../../core/apply-order';
import type { Finding } from '../../core/finding';
import { type PropCheck, runChecks, type Subject } from '../../core/prop-checks';
import { registerFindings } from '../../core/registered-findings';
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
  private readonly waive: Waivers;
  private readonly waiverAnnotations: Readonly<Record<string, string>>;

  protected constructor(scope: Construct, id: string, props: EgressConstructProps) {
    super(scope, id);
    this.waive = props.waive ?? {};
    this.waiverAnnotations = annotationsOf(this.waive);
    registerFindings(
      this,
      (ofObjects) => this.findings(ofObjects),
      () => findingsOfOwnObjects(this),
    );
  }

  /** The construct's own findings, then those of its objects for other rules. */
  private findings(ofObjects: readonly Finding[]): Finding[] {
    const own = this.examine();
    const reported = new Set(own.map(({ rule }) => rule));
    return applyWaivers(this.label, [...own, ...ofObjects.filter(({ rule }) => !reported.has(rule))], this.waive);
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

function annotationsOf(waive: Waivers): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(waive).map(([rule, reason]) => [waiverAnnotation(rule), reason]));
}

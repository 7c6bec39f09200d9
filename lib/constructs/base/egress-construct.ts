import { type ApiObjectMetadata, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { syncWave } from '../../core/apply-order';
import type { Finding } from '../../core/finding';
import { type PropCheck, runChecks, type Subject } from '../../core/prop-checks';
import { registerFindings } from '../../core/registered-findings';
import { waiverAnnotation } from '../../manifests/waivers';
import { applyWaivers, type Waivers } from './construct-waivers';
import { findingsOfOwnObjects, labelOf } from './object-findings';

/** Props that every construct of this library takes. */
export interface EgressConstructProps {
  /**
   * Findings to let pass here, each by its rule and with the reason, such as
   * `{ 'egress/retry-budget': 'the client gives up after 30s anyway' }`. Malformed input (`input/…`) and what the API server
   * refuses (`schema/…`) can't be waived. The reason stands in the manifests, as annotation `cdk8s-egress/waive.<rule>` on
   * every object that the construct makes.
   *
   * @default - none
   */
  readonly waive?: Waivers;
}

/** Resolves to nothing, and is something until then: cdk8s would fill in the chart's namespace. */
export const NO_NAMESPACE = Lazy.any({ produce: () => undefined }) as string;

/** What is common to the constructs: they tell findings, and put waivers and the order of application on their objects. */
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

  /** Its own, then what its objects show beyond that. */
  private findings(ofObjects: readonly Finding[]): Finding[] {
    const own = this.examine();
    const told = new Set(own.map(({ rule }) => rule));
    return applyWaivers(this.label, [...own, ...ofObjects.filter(({ rule }) => !told.has(rule))], this.waive);
  }

  /** What is wrong with what this construct was given. Runs when the whole tree stands, so that order never matters. */
  protected abstract examine(): readonly Finding[];

  /** Runs a table of checks on this construct. */
  protected check<S extends Subject>(subject: S, checks: readonly PropCheck<S>[]): Finding[] {
    return runChecks(this.label, subject, checks);
  }

  /** Metadata for an object of this construct: waivers and, where its kind must be applied early, the sync wave. */
  protected metadata(kind: string, metadata: ApiObjectMetadata): ApiObjectMetadata {
    const annotations = Object.assign({}, syncWave(kind), this.waiverAnnotations, metadata.annotations);
    return { ...metadata, annotations };
  }

  /** The same for an object that belongs to no namespace, where a chart would put in its own. */
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

import { METRICS } from '../../core/brand';
import type { NamespaceReference } from '../../core/named-resource';

/** The factory of an access. */
export type MetricsFactory = 'fromMesh' | 'plaintext';

/** Who may read the metrics of the gateway's pods, on port 9091. */
export class MetricsAccess {
  /**
   * The pods of a namespace in the ambient mesh. The connection is encrypted.
   *
   * @param namespace - a name, or a `Namespace` of cdk8s-plus
   */
  public static fromMesh(namespace: NamespaceReference): MetricsAccess {
    return new MetricsAccess('fromMesh', namespace);
  }

  /**
   * The pods of a namespace outside the mesh. The gateway then accepts plaintext on port 9091. Istio cannot identify who sends it, so
   * all callers of the gateway can read the metrics too.
   *
   * @param namespace - a name, or a `Namespace` of cdk8s-plus
   */
  public static plaintext(namespace: NamespaceReference): MetricsAccess {
    return new MetricsAccess('plaintext', namespace);
  }

  protected readonly [METRICS]: MetricsFactory;

  private constructor(
    factory: MetricsFactory,
    /** The namespace of the pods. */
    public readonly namespace: NamespaceReference,
  ) {
    this[METRICS] = factory;
  }
}

import type { AuthorizationPolicySpec } from '../../../imports/security.istio.io/authorization-policy';
import { METRICS } from '../../core/brand';
import { GATEWAY_NAME } from '../../core/labels';
import { type NamespaceReference, namespaceName } from '../../core/named-resource';
import { METRICS_PORT } from '../../core/ports';

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

/** Admits the readers of the metrics. As another policy admits the callers of each listener, ztunnel denies everything else. */
export function metricsPolicy(gatewayName: string, isInMesh: boolean, namespace: NamespaceReference): AuthorizationPolicySpec {
  const from = isInMesh ? { from: [{ source: { namespaces: [namespaceName(namespace)] } }] } : {};
  return {
    selector: { matchLabels: { [GATEWAY_NAME]: gatewayName } },
    action: 'ALLOW',
    rules: [{ ...from, to: [{ operation: { ports: [String(METRICS_PORT)] } }] }],
  };
}

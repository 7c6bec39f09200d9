import type {
  DeploymentAffinity,
  DeploymentResources,
  DeploymentToleration,
  DeploymentTopologySpreadConstraint,
} from '../../../imports/apps/deployment';

/** Where the pods of a deployed server run, and what they may use. */
export interface ServerPodProps {
  /**
   * The CPU and the memory of its container, as `{ requests: { cpu: '500m' }, limits: { memory: '512Mi' } }`. What is left out keeps its
   * default. `Deployment.spec.template.spec.containers[].resources`.
   *
   * @default - requests of 100m and 128Mi, and a limit of 384Mi of memory
   */
  readonly resources?: Pick<DeploymentResources, 'requests' | 'limits'>;
  /** Labels that its nodes must have. `Deployment.spec.template.spec.nodeSelector`. @default - none */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** Affinity to nodes and to other pods. `Deployment.spec.template.spec.affinity`. @default - none */
  readonly affinity?: DeploymentAffinity;
  /** The taints that its pods tolerate. `Deployment.spec.template.spec.tolerations`. @default - none */
  readonly tolerations?: readonly DeploymentToleration[];
  /**
   * How its pods are spread. A constraint without `labelSelector` counts the pods of the server. `[]` for no constraint.
   * `Deployment.spec.template.spec.topologySpreadConstraints`.
   *
   * @default - evenly over the nodes, if the nodes have room for that
   */
  readonly topologySpread?: readonly DeploymentTopologySpreadConstraint[];
  /** The name of a PriorityClass. `Deployment.spec.template.spec.priorityClassName`. @default - the default of the cluster */
  readonly priorityClassName?: string;
  /**
   * How long a pod that ends still answers, in seconds, until no gateway asks it any more. The container itself sleeps, because its
   * image has no shell: this needs Kubernetes 1.30. `0` for older versions, with which a rollout refuses some requests.
   * `Deployment.spec.template.spec.containers[].lifecycle.preStop.sleep`.
   *
   * @default 10
   */
  readonly drainSeconds?: number;
  /**
   * Whether evictions, such as those of a node that is drained, may stop only one pod at a time. Makes a PodDisruptionBudget. It needs at
   * least two replicas.
   *
   * @default - true with at least two replicas
   */
  readonly disruptionBudget?: boolean;
}

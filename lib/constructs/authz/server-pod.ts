import type { DeploymentSpec, DeploymentTopologySpreadConstraint } from '../../../imports/apps/deployment';
import { readServiceAccount } from '../../core/named-resource';
import { serverImage } from './server-image';
import { type Labels, policyConfigMap, SERVER_PORTS, type ServerParts, serverLabels } from './server-parts';

type PodSpec = NonNullable<DeploymentSpec['template']['spec']>;

/** The file of the policy, in its ConfigMap and in the container. */
export const POLICY_FILE = 'policy.yaml';

/** How long a pod answers after it was told to end. Until then, kgateway has told its proxies. */
const DRAIN_SECONDS = 10;
/** How long it may take after that to finish its last answers. */
const FINISH_SECONDS = 20;

const REQUESTS = { cpu: '100m', memory: '128Mi' };
const LIMITS = { memory: '384Mi' };

/** The spec of the pods of a deployed server. */
export function podSpec(parts: ServerParts): PodSpec {
  const { name, release, serviceAccount, drainSeconds = DRAIN_SECONDS } = parts;
  return {
    ...(serviceAccount !== undefined && { serviceAccountName: readServiceAccount(serviceAccount).name }),
    automountServiceAccountToken: release.needsApiServer,
    ...placement(parts),
    terminationGracePeriodSeconds: drainSeconds + FINISH_SECONDS,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [container(parts, drainSeconds)],
    volumes: [{ name: 'policy', configMap: { name: policyConfigMap(name) } }],
  };
}

function container({ release, resources = {}, ...parts }: ServerParts, drainSeconds: number): PodSpec['containers'][number] {
  return {
    name: 'server',
    image: serverImage(release, parts),
    args: [
      ...release.command,
      '--kube-policy-source=false',
      '--external-policy-source=file:///policies',
      `--grpc-address=:${SERVER_PORTS.grpc}`,
      `--probes-address=:${SERVER_PORTS.probes}`,
    ],
    ports: [
      { name: 'grpc', containerPort: SERVER_PORTS.grpc },
      { name: 'probes', containerPort: SERVER_PORTS.probes },
    ],
    // The network policies and the mesh need a moment to know a new pod. Until then, the gateway must not call it.
    readinessProbe: { ...probe('/readyz'), initialDelaySeconds: 5 },
    livenessProbe: probe('/livez'),
    ...(drainSeconds > 0 && { lifecycle: { preStop: { sleep: { seconds: drainSeconds } } } }),
    resources: { requests: { ...REQUESTS, ...resources.requests }, limits: { ...LIMITS, ...resources.limits } },
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    // Mounts the file alone: a mounted ConfigMap folder contains each file twice, through symbolic links.
    volumeMounts: [{ name: 'policy', mountPath: `/policies/${POLICY_FILE}`, subPath: POLICY_FILE, readOnly: true }],
  };
}

function probe(path: string) {
  return { httpGet: { path, port: 'probes' }, periodSeconds: 10, timeoutSeconds: 5 };
}

/** Where the pods run. */
function placement({ name, nodeSelector, affinity, tolerations, topologySpread, priorityClassName }: ServerParts) {
  const spread = topologySpread?.map((given) => ({ labelSelector: { matchLabels: serverLabels(name) }, ...given }));
  const constraints = spread ?? [overNodes(serverLabels(name))];
  return {
    ...(priorityClassName !== undefined && { priorityClassName }),
    ...(nodeSelector && { nodeSelector }),
    ...(affinity && { affinity }),
    ...(tolerations && { tolerations }),
    ...(constraints.length > 0 && { topologySpreadConstraints: constraints }),
  };
}

/** Each version of the pods is spread by itself, so that a rollout does not count the pods that it replaces. */
function overNodes(matchLabels: Labels): DeploymentTopologySpreadConstraint {
  return {
    ...{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' },
    ...{ labelSelector: { matchLabels }, matchLabelKeys: ['pod-template-hash'] },
  };
}

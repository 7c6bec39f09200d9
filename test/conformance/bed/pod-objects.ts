import type { ApiClient } from './api-client';
import { at, type KubeObject, listAt } from './objects';
import { podLabels } from './workload';

interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly targetPort?: number | string;
  readonly appProtocol?: string;
}

/** The Pod that the controllers would create for a Deployment. */
export function podOf(deployment: KubeObject, name: string): KubeObject {
  const { namespace = 'default' } = deployment.metadata;
  const annotations = (at(deployment, 'spec', 'template', 'metadata', 'annotations') ?? {}) as Record<string, string>;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: podLabels(deployment), annotations },
    spec: at(deployment, 'spec', 'template', 'spec'),
  };
}

function portNumber(deployment: KubeObject, { port, targetPort = port }: ServicePort): number {
  if (typeof targetPort === 'number') return targetPort;
  const ports = listAt(deployment, 'spec', 'template', 'spec', 'containers').flatMap((one) =>
    listAt<{ name?: string; containerPort: number }>(one, 'ports'),
  );
  return ports.find(({ name }) => name === targetPort)?.containerPort ?? port;
}

/** The pod that an EndpointSlice lists. */
export interface SlicePod {
  readonly name: string;
  readonly namespace: string;
  readonly ip: string;
}

function sliceOf(service: KubeObject, deployment: KubeObject, pod: SlicePod): KubeObject {
  const { name, namespace } = service.metadata;
  const ports = listAt<ServicePort>(service, 'spec', 'ports').map((port) => ({
    ...(port.name ? { name: port.name } : {}),
    ...(port.appProtocol ? { appProtocol: port.appProtocol } : {}),
    port: portNumber(deployment, port),
    protocol: 'TCP',
  }));
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    // Each pod of a Service has a slice of its own, as if the others were full.
    metadata: { name: `${name}-${pod.name}`, namespace: namespace ?? 'default', labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    // By the reference istiod knows that the address is that of a pod in the mesh.
    endpoints: [
      { addresses: [pod.ip], conditions: { ready: true }, targetRef: { kind: 'Pod', namespace: pod.namespace, name: pod.name } },
    ],
    ports,
  };
}

/** An EndpointSlice for each Service that selects the Deployment's pods. */
export async function slicesOf(api: ApiClient, deployment: KubeObject, pod: SlicePod): Promise<KubeObject[]> {
  const labels = podLabels(deployment);
  const services = await api.list('v1', 'Service', deployment.metadata.namespace ?? 'default');
  const selecting = services.filter((service) => {
    const selector = Object.entries((at(service, 'spec', 'selector') ?? {}) as Record<string, string>);
    return selector.length > 0 && selector.every(([name, value]) => labels[name] === value);
  });
  return selecting.map((service) => sliceOf(service, deployment, pod));
}

/** Writes the status that the Deployment controller would write: it is running. */
export async function markRunning(api: ApiClient, deployment: KubeObject): Promise<void> {
  const count = { replicas: 1, readyReplicas: 1, availableReplicas: 1, updatedReplicas: 1 };
  const available = { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable' };
  await api.putStatus(deployment, { ...count, observedGeneration: deployment.metadata.generation, conditions: [available] });
}

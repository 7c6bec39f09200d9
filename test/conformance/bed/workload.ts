import { createHash } from 'node:crypto';
import type { ApiClient } from './api-client';
import type { Component } from './component';
import type { Mount } from './components/authz-server';
import { at, type KubeObject, listAt } from './objects';
import type { Pod } from './pods';

/** A pod of a Deployment that the bed runs, and the program of its container. */
export interface Workload {
  /** namespace/name of the Deployment, and the number of the pod. */
  readonly id: string;
  /** Changes whenever the pod template changes. */
  readonly version: string;
  readonly pod: Pod;
  readonly component: Component;
  /** An EndpointSlice for each Service that selects the pod, deleted with it. */
  slices: readonly KubeObject[];
}

/** The parts of a pod template that the bed supports. */
export type Role = 'gateway' | 'authz-server';

interface Container {
  readonly args?: readonly string[];
  readonly readinessProbe?: { readonly initialDelaySeconds?: number };
  readonly lifecycle?: { readonly preStop?: { readonly sleep?: { readonly seconds: number } } };
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly subPath?: string }[];
}

/** The label that kgateway puts on a gateway's pods. */
export const GATEWAY_LABEL = 'gateway.networking.k8s.io/gateway-name';

/** The labels of the pods of a Deployment. */
export function podLabels(deployment: KubeObject): Record<string, string> {
  return (at(deployment, 'spec', 'template', 'metadata', 'labels') ?? {}) as Record<string, string>;
}

function containers(deployment: KubeObject): readonly Container[] {
  return listAt<Container>(deployment, 'spec', 'template', 'spec', 'containers');
}

/** The arguments of the authorization server's container. */
export function authzArgs(deployment: KubeObject): readonly string[] {
  return containers(deployment).find(({ args }) => args?.includes('authz-server'))?.args ?? [];
}

/** What the bed runs for a Deployment, or undefined if it does not support it. */
export function roleOf(deployment: KubeObject): Role | undefined {
  if (at(deployment, 'spec', 'replicas') === 0) return undefined;
  if (podLabels(deployment)[GATEWAY_LABEL]) return 'gateway';
  return authzArgs(deployment).length > 0 ? 'authz-server' : undefined;
}

/** By this annotation, a Deployment has as many pods as it wants. */
export const ALL_REPLICAS = 'bed/all-replicas';

/** The number of pods that the bed runs for a Deployment. */
export function podCount(deployment: KubeObject): number {
  return deployment.metadata.annotations?.[ALL_REPLICAS] ? Number(at(deployment, 'spec', 'replicas') ?? 1) : 1;
}

/** Whether a new pod must be ready before an old one ends. */
export function replacesReady(deployment: KubeObject): boolean {
  return podCount(deployment) > 1 && at(deployment, 'spec', 'strategy', 'rollingUpdate', 'maxUnavailable') === 0;
}

/** How long a container runs before it is asked whether it is ready. */
export function readyDelayMs(deployment: KubeObject): number {
  const delays = containers(deployment).map(({ readinessProbe }) => readinessProbe?.initialDelaySeconds ?? 0);
  return Math.max(0, ...delays) * 1000;
}

/** How long the containers of a Deployment sleep before they are told to end. */
export function drainMs(deployment: KubeObject): number {
  const sleeps = containers(deployment).map(({ lifecycle }) => lifecycle?.preStop?.sleep?.seconds ?? 0);
  return Math.max(0, ...sleeps) * 1000;
}

/** A digest of the pod template. A real cluster replaces the pods when it changes. */
export function templateVersion(deployment: KubeObject): string {
  const template = JSON.stringify(at(deployment, 'spec', 'template'));
  return createHash('sha256').update(template).digest('hex').slice(0, 8);
}

interface Volume {
  readonly name: string;
  readonly configMap?: { readonly name: string; readonly items?: readonly { readonly key: string; readonly path: string }[] };
}

async function filesOf(
  api: ApiClient,
  namespace: string,
  volume: NonNullable<Volume['configMap']>,
): Promise<Record<string, string>> {
  const metadata = { name: volume.name, namespace };
  const found = await api.get({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
  // A pod does not start if its ConfigMap is missing. The next poll may find it.
  if (!found) throw new Error(`ConfigMap ${namespace}/${volume.name} does not exist yet`);
  const data = (at(found, 'data') ?? {}) as Record<string, string>;
  if (!volume.items) return data;
  return Object.fromEntries(volume.items.map(({ key, path }) => [path, data[key] ?? '']));
}

/** The ConfigMaps that the containers of a Deployment mount. */
export async function mountsOf(api: ApiClient, deployment: KubeObject): Promise<Mount[]> {
  const namespace = deployment.metadata.namespace ?? 'default';
  const volumes = listAt<Volume>(deployment, 'spec', 'template', 'spec', 'volumes');
  const mounts: Mount[] = [];
  for (const { name, mountPath, subPath } of containers(deployment).flatMap((container) => container.volumeMounts ?? [])) {
    const configMap = volumes.find((volume) => volume.name === name)?.configMap;
    if (!configMap) continue;
    mounts.push({ path: mountPath, files: await filesOf(api, namespace, configMap), ...(subPath ? { subPath } : {}) });
  }
  return mounts;
}

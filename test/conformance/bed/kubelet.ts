import type { ApiClient } from './api-client';
import type { Component } from './component';
import { authzServer } from './components/authz-server';
import { Envoy } from './components/envoy';
import { collectGarbage } from './garbage';
import { at, type KubeObject } from './objects';
import { markRunning, podOf, slicesOf } from './pod-objects';
import type { Pod, Pods } from './pods';
import type { Toolbox } from './provision';
import { pause, waitFor } from './wait';
import {
  authzArgs,
  drainMs,
  GATEWAY_LABEL,
  mountsOf,
  podCount,
  podLabels,
  readyDelayMs,
  replacesReady,
  roleOf,
  templateVersion,
  type Workload,
} from './workload';
import type { World } from './world';

const LOOK_EVERY_MS = 100;

/** A pod that a Deployment wants. */
interface Wanted {
  readonly deployment: KubeObject;
  /** namespace/name of the Deployment, and the number of the pod. */
  readonly id: string;
  readonly podName: string;
  readonly version: string;
}

/**
 * Acts as the nodes of a cluster. It polls the Deployments. For the proxy of a gateway or an authorization server it starts the
 * real program, with its Pod and EndpointSlices. A changed pod template restarts it, and a deleted Deployment stops it.
 */
export class Kubelet {
  private readonly workloads = new Map<string, Workload>();
  /** Pods that end, and still answer. */
  private readonly draining = new Set<Promise<void>>();
  private started = 0;
  private stopped = true;
  private loop: Promise<void> = Promise.resolve();
  /** Why the last poll failed, if it did. Shown if something else times out. */
  trouble = '';

  constructor(
    private readonly tools: Toolbox,
    private readonly world: World,
    private readonly api: ApiClient,
    private readonly pods: Pods,
  ) {}

  /** Starts polling. */
  start(): void {
    this.stopped = false;
    this.loop = this.keepLooking();
  }

  /** Stops polling, and all programs. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.loop;
    await Promise.all([...[...this.workloads.values()].map(({ component }) => component.stop()), ...this.draining]);
  }

  /** The programs that are running. */
  get components(): Component[] {
    return [...this.workloads.values()].map(({ component }) => component);
  }

  /** The Envoys that are running. */
  get envoys(): Envoy[] {
    return this.components.filter((component) => component instanceof Envoy);
  }

  /** Waits until each supported Deployment runs as its template specifies, and no other program runs. */
  async settled(): Promise<void> {
    await waitFor('the Deployments to run', async () => (await this.pending()).length === 0, {
      explain: async () => `not running yet: ${(await this.pending()).join(', ')}\n${this.trouble}`,
    });
  }

  /** Waits until no supported Deployment is left, nor a program of one. */
  async idle(): Promise<void> {
    await waitFor(
      'the Deployments to be gone',
      async () => this.workloads.size === 0 && (await this.deployments()).length === 0,
      {
        explain: () => `still there: ${[...this.workloads.keys()].join(', ')}\n${this.trouble}`,
      },
    );
    await Promise.all(this.draining);
  }

  private async pending(): Promise<string[]> {
    const wanted = (await this.wantedPods()).map(({ id, version }) => `${id} ${version}`);
    const running = [...this.workloads.values()].map(({ id, version }) => `${id} ${version}`);
    return [...wanted.filter((one) => !running.includes(one)), ...running.filter((one) => !wanted.includes(one))];
  }

  private async wantedPods(): Promise<Wanted[]> {
    return (await this.deployments()).flatMap((deployment) =>
      Array.from({ length: podCount(deployment) }, (_, index) => wantedPod(deployment, index)),
    );
  }

  private async deployments(): Promise<KubeObject[]> {
    return (await this.api.list('apps/v1', 'Deployment')).filter((one) => roleOf(one) !== undefined);
  }

  private async keepLooking(): Promise<void> {
    while (!this.stopped) {
      await this.look().then(
        () => {
          this.trouble = '';
        },
        (error: unknown) => {
          this.trouble = `the bed's kubelet: ${error instanceof Error ? error.message : String(error)}`;
        },
      );
      await pause(LOOK_EVERY_MS);
    }
  }

  private async look(): Promise<void> {
    await collectGarbage(this.api);
    const wanted = await this.wantedPods();
    for (const workload of this.workloads.values()) {
      const found = wanted.find(({ id }) => id === workload.id);
      if (!found || (found.version !== workload.version && !replacesReady(found.deployment))) await this.end(workload);
    }
    for (const pod of wanted) {
      const workload = this.workloads.get(pod.id);
      if (workload?.version === pod.version) await this.serve(pod.deployment, workload);
      else await this.begin(pod);
      if (workload && workload.version !== pod.version) await this.drain(workload, drainMs(pod.deployment));
    }
  }

  /** Services can be created, changed or deleted after the pods that they select. */
  private async serve(deployment: KubeObject, workload: Workload): Promise<void> {
    const slices = await slicesOf(this.api, deployment, workload.pod);
    const known = new Set(workload.slices.map((slice) => JSON.stringify(slice)));
    const wanted = new Set(slices.map(({ metadata }) => metadata.name));
    for (const slice of slices) if (!known.has(JSON.stringify(slice))) await this.api.put(slice);
    for (const slice of workload.slices) if (!wanted.has(slice.metadata.name)) await this.api.delete(slice);
    workload.slices = slices;
  }

  private async begin({ deployment, id, podName, version }: Wanted): Promise<void> {
    const programFor = await this.programOf(deployment);
    // kgateway answers an Envoy only if its Pod exists.
    const pod = await this.pods.create(podOf(deployment, podName));
    const workload = await this.run(deployment, pod, programFor(pod)).catch(async (error: unknown) => {
      // The Deployment may have changed or been deleted meanwhile. The next poll starts again, and must find nothing left over.
      await this.pods.remove(pod);
      throw error;
    });
    this.workloads.set(id, { id, version, pod, ...workload });
  }

  /** Runs the program of a pod. When it is ready, the Services lead to it. */
  private async run(deployment: KubeObject, pod: Pod, component: Component): Promise<Pick<Workload, 'component' | 'slices'>> {
    try {
      await component.start();
      if (replacesReady(deployment)) await pause(readyDelayMs(deployment));
      await this.pods.ready(pod);
      const slices = await slicesOf(this.api, deployment, pod);
      for (const object of slices) await this.api.put(object);
      await markRunning(this.api, deployment);
      return { component, slices };
    } catch (error) {
      await component.stop();
      throw error;
    }
  }

  /** The program of a Deployment. Fails as long as the cluster lacks a ConfigMap of it. */
  private async programOf(deployment: KubeObject): Promise<(pod: Pod) => Component> {
    const { name, namespace = 'default' } = deployment.metadata;
    this.started += 1;
    const serial = this.started;
    if (roleOf(deployment) === 'authz-server') {
      const [args, mounts] = [authzArgs(deployment), await mountsOf(this.api, deployment)];
      return (pod) => authzServer(this.tools, this.world, { pod, deployment: name, serial, args, mounts });
    }
    const config = await this.api.get({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace } });
    const bootstrap = at(config, 'data', 'envoy.yaml');
    if (typeof bootstrap !== 'string') throw new Error(`ConfigMap ${namespace}/${name} has no envoy.yaml yet`);
    const gateway = podLabels(deployment)[GATEWAY_LABEL] ?? name;
    return (pod) => new Envoy(this.tools, this.world, { pod, gateway, serial, bootstrap });
  }

  private async end(workload: Workload): Promise<void> {
    this.workloads.delete(workload.id);
    await workload.component.stop();
    await this.pods.remove(workload.pod);
    await this.withdraw(workload);
  }

  private async withdraw({ slices }: Workload): Promise<void> {
    for (const slice of slices) await this.api.delete(slice);
  }

  /** Ends a pod as a rollout does: Services forget it, its containers sleep, and then are told to end. */
  private async drain(workload: Workload, sleepMs: number): Promise<void> {
    await this.withdraw(workload);
    const ending = this.awake(sleepMs).then(async () => {
      await workload.component.stop('SIGTERM');
      await this.pods.remove(workload.pod);
    });
    this.draining.add(ending);
    void ending.finally(() => this.draining.delete(ending));
  }

  /** Sleeps, unless the last workload ends. */
  private async awake(sleepMs: number): Promise<void> {
    const end = Date.now() + sleepMs;
    while (Date.now() < end && !this.stopped && this.workloads.size > 0) await pause(LOOK_EVERY_MS);
  }
}

function wantedPod(deployment: KubeObject, index: number): Wanted {
  const version = templateVersion(deployment);
  const suffix = index === 0 ? '' : `-${index}`;
  return { deployment, version, id: `${idOf(deployment)}${suffix}`, podName: `${deployment.metadata.name}-${version}${suffix}` };
}

function idOf(deployment: KubeObject): string {
  return `${deployment.metadata.namespace ?? 'default'}/${deployment.metadata.name}`;
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CAPTURED, captureOf } from './ambient';
import type { ApiServer } from './components/api-server';
import { Istiod, istiodAddresses } from './components/istiod';
import { Ztunnel } from './components/ztunnel';
import type { CapturedPod, MeshPolicy } from './components/ztunnel-messages';
import type { KubeObject } from './objects';
import type { Toolbox } from './provision';
import { waitFor } from './wait';
import type { World } from './world';

/** A pod of the bed, with its object in the cluster. */
export type MeshPod = Omit<CapturedPod, 'dnsCapture'> & { readonly object: KubeObject };

/** Istio's ambient mesh: the real control plane, and a stand-in for the data plane of the node. */
export class Mesh {
  readonly istiod: Istiod;
  readonly ztunnel: Ztunnel;

  /** @param resolver address:port of the cluster's DNS */
  constructor(
    tools: Toolbox,
    private readonly world: World,
    private readonly api: ApiServer,
    resolver: string,
  ) {
    this.istiod = new Istiod(tools, world, api);
    this.ztunnel = new Ztunnel(tools, world, resolver);
  }

  /** Starts it, and writes istiod's addresses to a file, for a data plane from outside. */
  async start(): Promise<void> {
    await this.istiod.start();
    await this.ztunnel.start();
    writeFileSync(join(this.world.folder, 'istiod.json'), JSON.stringify(istiodAddresses(), undefined, 2));
  }

  async stop(): Promise<void> {
    await this.ztunnel.stop();
    await this.istiod.stop();
  }

  /** Captures a new pod, before its programs start, if istio-cni would. Returns whether it did. */
  async join({ object, uid, name, namespace, serviceAccount, ip, netns }: MeshPod): Promise<boolean> {
    const owner = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
    const { captured, dnsCapture } = captureOf(object, await this.api.client.get(owner));
    if (!captured) return false;
    await this.ztunnel.capture({ uid, name, namespace, serviceAccount, ip, netns, dnsCapture });
    const patch = { metadata: { annotations: CAPTURED } };
    await this.api.client.call('PATCH', await this.api.client.pathOf(object), patch, 'application/merge-patch+json');
    return true;
  }

  /** Waits until istiod has told ztunnel about these captured pods, which are ready. */
  async knows(pods: readonly MeshPod[]): Promise<void> {
    if (pods.length === 0) return;
    await waitFor('istiod to know the captured pods', async () => {
      const { workloads } = await this.ztunnel.index();
      const known = workloads.filter(({ tunnelProtocol, status }) => tunnelProtocol === 'HBONE' && status !== 'UNHEALTHY');
      return pods.every(({ namespace, name }) => known.some(({ uid }) => uid.endsWith(`//Pod/${namespace}/${name}`)));
    });
  }

  /** Forgets a pod that is gone. */
  leave(uid: string): Promise<void> {
    return this.ztunnel.release(uid);
  }

  /** The policies that istiod makes ztunnel apply to a pod: of the mesh, of its namespace, and those that select it. */
  async policiesOf(namespace: string, name: string): Promise<MeshPolicy[]> {
    const { workloads, policies } = await this.ztunnel.index();
    const workload = workloads.find((one) => one.uid.endsWith(`//Pod/${namespace}/${name}`));
    if (!workload) throw new Error(`istiod does not know the pod ${namespace}/${name}`);
    const selected = workload.authorizationPolicies ?? [];
    return policies.filter(
      (one) =>
        one.scope === undefined ||
        (one.scope === 'NAMESPACE' ? one.namespace === namespace : selected.includes(`${one.namespace}/${one.name}`)),
    );
  }
}

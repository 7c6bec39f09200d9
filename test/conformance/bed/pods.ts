import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiClient } from './api-client';
import type { Mesh } from './mesh';
import type { CommandLine } from './netns';
import { CLUSTER_DNS, NODE, OTHER_NODE, type Place } from './network';
import { at, type KubeObject } from './objects';
import type { World } from './world';

const CONDITIONS = ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'];

// Runs the program with the pod's own resolv.conf. Namespaces that the bed unmounts disappear from its mounts too.
const IN_POD = ['--mount', '--propagation', 'slave', 'sh', '-c', 'mount --bind "$0" /etc/resolv.conf && exec "$@"'];

/** A pod: its object in the cluster, and its network namespace. Programs run in it. */
export class Pod {
  /** Whether ztunnel carries its connections. */
  captured = false;

  constructor(
    /** The object as the API server returned it. */
    readonly object: KubeObject,
    private readonly place: Place,
    private readonly resolvConf: string,
  ) {}

  get name(): string {
    return this.object.metadata.name;
  }

  get namespace(): string {
    return this.object.metadata.namespace ?? 'default';
  }

  /** namespace/name. */
  get id(): string {
    return `${this.namespace}/${this.name}`;
  }

  get uid(): string {
    return this.object.metadata.uid ?? '';
  }

  get serviceAccount(): string {
    return String(at(this.object, 'spec', 'serviceAccountName') ?? 'default');
  }

  get ip(): string {
    return this.place.address;
  }

  /** The file of its network namespace, for `nsenter --net=` and `setns`. */
  get netns(): string {
    return this.place.netns.path;
  }

  /** The command line that runs a program in it. */
  command(program: string, args: readonly string[]): CommandLine {
    return ['nsenter', [`--net=${this.netns}`, 'unshare', ...IN_POD, this.resolvConf, program, ...args]];
  }

  /** Gives it one more address. */
  addAddress(): string {
    return this.place.addAddress();
  }

  /** Takes it off the network. */
  leave(): void {
    this.place.remove();
  }
}

/** The status that the kubelet writes for a running pod. */
function statusOf(ip: string, ready: 'True' | 'False', hostIP: string): object {
  const conditions = CONDITIONS.map((type) => ({ type, status: ready }));
  return { phase: 'Running', podIP: ip, podIPs: [{ ip }], hostIP, hostIPs: [{ ip: hostIP }], conditions };
}

/** The pods of the bed's node. Each is an object in the cluster with a network namespace. */
export class Pods {
  private readonly running = new Map<string, Pod>();
  /** Objects for the other addresses of pods. */
  private readonly others = new Map<Pod, KubeObject[]>();
  private serial = 0;

  constructor(
    private readonly world: World,
    private readonly api: ApiClient,
    private readonly mesh: Mesh,
  ) {}

  /** All pods that are on the network. */
  get all(): Pod[] {
    return [...this.running.values()];
  }

  /** Creates a pod that is not ready yet. Its namespace must exist. In ambient mode ztunnel captures it. */
  async create({ spec, ...object }: KubeObject): Promise<Pod> {
    const containers = [{ name: 'program', image: 'program' }];
    const created = await this.api.put({ ...object, spec: { containers, ...(spec as object), nodeName: NODE.name } });
    this.serial += 1;
    const place = this.world.network.createPlace(`${this.serial}-${object.metadata.name}`.slice(0, 60));
    const pod = new Pod(created, place, this.resolvConfOf(created));
    this.running.set(pod.id, pod);
    await this.putStatus(pod, 'False');
    pod.captured = await this.mesh.join(pod);
    this.publish();
    return pod;
  }

  /** Marks a pod as ready. */
  async ready(pod: Pod): Promise<void> {
    await this.putStatus(pod, 'True');
  }

  /**
   * Gives a pod more addresses. For the cluster each is a pod of the same namespace, labels and service account on another node, so
   * that NetworkPolicies that admit such pods admit it. None applies to what it sends.
   */
  async addAddresses(pod: Pod, count: number): Promise<string[]> {
    const addresses = Array.from({ length: count }, () => pod.addAddress());
    const { labels, namespace } = pod.object.metadata;
    const objects = addresses.map((_, i) => ({
      ...pod.object,
      metadata: { name: `${pod.name}-${i}`, namespace, labels },
      spec: { ...(pod.object.spec as object), nodeName: OTHER_NODE.name },
    })) as KubeObject[];
    for (const [i, object] of objects.entries()) {
      await this.api.put(object);
      await this.api.putStatus(object, statusOf(addresses[i] ?? '', 'True', OTHER_NODE.address));
    }
    this.others.set(pod, objects);
    return addresses;
  }

  /** Takes a pod off the network, and deletes its object. Its programs must have ended. */
  async remove(pod: Pod): Promise<void> {
    if (!this.running.delete(pod.id)) return;
    await this.mesh.leave(pod.uid);
    pod.leave();
    this.publish();
    for (const object of [pod.object, ...(this.others.get(pod) ?? [])]) await this.api.delete(object);
    this.others.delete(pod);
  }

  private async putStatus({ object, ip }: Pod, ready: 'True' | 'False'): Promise<void> {
    await this.api.putStatus(object, statusOf(ip, ready, NODE.address));
  }

  /** As the kubelet writes it for `dnsPolicy: ClusterFirst`. */
  private resolvConfOf({ metadata: { namespace = 'default' } }: KubeObject): string {
    const file = join(this.world.subfolder('resolv'), namespace);
    const search = `${namespace}.svc.cluster.local svc.cluster.local cluster.local`;
    writeFileSync(file, `nameserver ${CLUSTER_DNS}\nsearch ${search}\noptions ndots:5\n`);
    return file;
  }

  /** Lists the pods in a file, for programs that a user runs on the bed. */
  private publish(): void {
    const listed = this.all.map(({ namespace, name, serviceAccount, uid, ip, netns, captured }) => ({
      ...{ namespace, name, serviceAccount, uid, ip, netns, captured },
    }));
    writeFileSync(join(this.world.folder, 'pods.json'), JSON.stringify(listed, undefined, 2));
  }
}

import { AccessLog, type Logged } from './access-log';
import { Callers } from './callers';
import { Authority } from './certificates';
import { type ClientOptions, Clients } from './clients';
import { type ApplyOptions, Cluster, type CommandResult, runCommand } from './cluster';
import { NODE_STATUS, nodeObjects } from './cluster-base';
import { ClusterNetwork } from './cluster-network';
import type { Component } from './component';
import { type ApiServer, apiServer } from './components/api-server';
import type { Caller, Client } from './components/client';
import type { Envoy } from './components/envoy';
import { etcd } from './components/etcd';
import { kgateway } from './components/kgateway';
import { kyverno } from './components/kyverno';
import { type KyvernoPart, kyvernoController } from './components/kyverno-controller';
import { programEnvironment } from './components/pod-program';
import { Upstream } from './components/upstream';
import type { UpstreamSpec } from './components/upstream-messages';
import { applyCrds } from './crds';
import { type Answer, type RequestOptions, sendRequest } from './http-client';
import { Kubelet } from './kubelet';
import { configurations, rewriteStatuses, stuck } from './lost-status';
import { Mesh } from './mesh';
import { CLUSTER_DNS, NODE, PUBLIC_UPSTREAM, UPSTREAM } from './network';
import { type KubeObject, type Manifests, objectsOf } from './objects';
import { Pods } from './pods';
import type { Toolbox } from './provision';
import { keepRolesAggregated } from './rbac-aggregation';
import type { RecordedTable } from './report';
import { listening, quiet } from './settle';
import { pause, waitFor } from './wait';
import { World } from './world';

// kgateway keeps the status of a deleted policy for a while. It writes none to a new policy of the same name meanwhile.
const FORGETTING_MS = 1_500;

/** A request through a gateway. */
export type GatewayRequest = Omit<RequestOptions, 'address' | 'port'> & {
  /**
   * An address of the node, to call from there.
   *
   * @default a new one in 172.18.0.0/16, or an address of a pod if the gateway is captured
   */
  readonly from?: string;
  /** Port of the listener. @default 8080 */
  readonly listener?: number;
  /** namespace/name of the Gateway. @default the only running one */
  readonly gateway?: string;
};

/** Real components in an isolated environment, seen by a user and a caller. */
export class Bed {
  readonly cluster: Cluster;
  readonly accessLog: AccessLog;
  /** The start time of each part, in milliseconds. */
  readonly timings: Record<string, number> = {};
  /** Figures that cases recorded for the report. */
  readonly notes: Record<string, string> = {};
  /** Tables that cases recorded for the report, by title. */
  readonly tables: Record<string, RecordedTable> = {};
  /** Objects whose status kgateway wrote only after the bed triggered it, in the order in which they were found. */
  readonly lostStatuses: string[] = [];
  /** The upstream behind `host.docker.internal:11434`. */
  readonly ollama: Upstream;
  private readonly apiServer: ApiServer;
  private readonly etcd: Component;
  private readonly kubelet: Kubelet;
  /** Istio's control plane, and the stand-in for ztunnel, which captures pods as istio-cni does. */
  readonly mesh: Mesh;
  /** All pods with their network namespaces: `pods.all`. */
  readonly pods: Pods;
  private readonly clients: Clients;
  private readonly callers: Callers;
  private readonly network: ClusterNetwork;
  private kgatewayComponent?: Component;
  private kyvernoComponent?: Component;
  private readonly kyvernoControllers: Component[] = [];
  private upstreams: Upstream[] = [];

  private constructor(
    readonly tools: Toolbox,
    /** Whether this is the full suite. */
    readonly full: boolean,
    readonly world: World,
  ) {
    this.etcd = etcd(tools, world);
    this.apiServer = apiServer(tools, world);
    this.network = new ClusterNetwork(tools, world, this.apiServer);
    this.mesh = new Mesh(tools, world, this.apiServer, `${CLUSTER_DNS}:53`);
    this.pods = new Pods(world, this.apiServer.client, this.mesh);
    this.ollama = new Upstream(world.network.outside, { addresses: [UPSTREAM, PUBLIC_UPSTREAM], port: 11434 });
    this.cluster = new Cluster(tools.kubectl, this.environment(), this.apiServer.client);
    const environment = programEnvironment(tools.pythonClients, world.subfolder('home'));
    this.clients = new Clients(this.cluster, this.pods, environment);
    this.callers = new Callers(this.clients, this.pods, () => this.network.settled());
    this.kubelet = new Kubelet(tools, world, this.apiServer.client, this.pods);
    this.accessLog = new AccessLog(() => this.envoys.map(({ outFile }) => outFile));
  }

  /** Starts the cluster: etcd, the API server with all CRDs, the network, kgateway, and the default upstream. */
  static async start(tools: Toolbox, full = false): Promise<Bed> {
    const bed = new Bed(tools, full, World.create());
    await bed.timed('etcd', () => bed.etcd.start());
    await bed.timed('kube-apiserver', () => bed.apiServer.component.start());
    await bed.timed('CRDs', () => bed.prepareCluster());
    await bed.timed('network', () => bed.startNetwork());
    await bed.timed('istiod', () => bed.mesh.start());
    await bed.timed('kgateway', () => bed.kgateway.start());
    await bed.timed('upstream', () => bed.ollama.start());
    bed.kubelet.start();
    return bed;
  }

  /** The environment for programs that a user would run. */
  environment(): NodeJS.ProcessEnv {
    const path = `${this.world.subfolder('bin')}:${process.env.PATH}`;
    return { PATH: path, HOME: this.world.folder, KUBECONFIG: this.apiServer.kubeconfig };
  }

  /** Applies manifests as a user does. See {@link Cluster.apply}. */
  apply(manifests: Manifests, options?: ApplyOptions): Promise<void> {
    return this.cluster.apply(manifests, options);
  }

  /**
   * Waits until every object with a status is healthy, every Deployment of the bed runs, and Envoy has kgateway's configuration.
   *
   * @param manifests the objects to wait for. @default all that were applied
   */
  async healthy(manifests?: Manifests, timeoutMs = 30_000): Promise<void> {
    await this.statusesWritten(manifests, timeoutMs);
    await this.cluster.healthy(manifests, timeoutMs, () =>
      [this.kubelet.trouble, this.kgateway.logs(6)].filter(Boolean).join('\n'),
    );
    const objects = manifests === undefined ? this.cluster.objects : objectsOf(manifests);
    const gateways = objects.filter(({ kind, apiVersion }) => kind === 'Gateway' && apiVersion.startsWith('gateway.networking'));
    // A Gateway can be healthy before kgateway has written its Deployment.
    for (const gateway of gateways)
      await waitFor(`${idOf(gateway)} to run`, async () => this.envoyOf(idOf(gateway)), { timeoutMs });
    await this.settled();
    for (const gateway of await Promise.all(gateways.map((one) => this.cluster.get(one)))) {
      await listening(gateway, this.envoyOf(idOf(gateway)));
    }
  }

  /**
   * Waits until kgateway has written the status of every object, even if it is False. Makes kgateway write the lost ones, and
   * records them. Also returns if one stays missing, as it does for a policy whose target does not exist.
   *
   * @param manifests the objects to wait for. @default all that were applied
   * @throws Error if kgateway had lost more than statuses, so that Envoy's configuration changed with them
   */
  async statusesWritten(manifests?: Manifests, timeoutMs = 30_000): Promise<void> {
    const missing = () => this.cluster.unwritten(manifests);
    if ((await stuck(missing, timeoutMs)).length > 0) await this.rewriteStatuses(missing);
  }

  /** Waits until the Deployments run, the gateways receive no new configuration, and the NetworkPolicies are enforced. */
  async settled(): Promise<void> {
    await this.kubelet.settled();
    await Promise.all([
      this.network.settled(),
      this.mesh.knows(this.pods.all.filter(({ captured }) => captured)),
      ...this.envoys.map(quiet),
    ]);
  }

  /**
   * Sends a request through a gateway. A captured gateway gets it from the pod of the service account `agent` in `team-a`, any other
   * one from the node.
   */
  async request({ listener = 8080, gateway, from, ...rest }: GatewayRequest = {}): Promise<Answer & Logged> {
    const { pod } = this.envoyOf(gateway);
    const [before, options] = [this.accessLog.sizes(), { ...rest, address: pod.ip, port: listener }];
    const byPod = pod.captured && from === undefined;
    const answer = byPod
      ? await this.callers.request(options)
      : await sendRequest({ ...options, from: from ?? this.world.network.callerAddress() });
    return { ...answer, before };
  }

  /** Starts a pod that calls others. It ends with the group. Its namespace is created if it does not exist. */
  client(options: ClientOptions): Promise<Client> {
    return this.clients.start(options);
  }

  /** Starts a program outside of the cluster that calls pods. It ends with the group. */
  outsider(): Promise<Caller> {
    return this.clients.startOutside(this.world.network.outside);
  }

  /** Ends a client and removes its pod. */
  end(client: Client): Promise<void> {
    return this.clients.end(client);
  }

  /** The controller of kgateway. */
  get kgateway(): Component {
    return this.kgatewayComponent ?? fail('kgateway is not started yet');
  }

  /** The Envoy of the only gateway. */
  get envoy(): Envoy {
    return this.envoyOf();
  }

  /** The Envoys of all gateways. */
  get envoys(): Envoy[] {
    return this.kubelet.envoys;
  }

  /** The authorization server of the applied Deployment. @throws Error if there is none, or more than one */
  get authz(): Component {
    return only(
      this.kubelet.components.filter(({ name }) => name.startsWith('authz-')),
      'authorization server',
    );
  }

  /** Starts an upstream, with a name if one is given. It stops at the end of the group. */
  async upstream(spec: Partial<UpstreamSpec> & { readonly port: number; readonly name?: string }): Promise<Upstream> {
    const { name, addresses = [this.world.network.outsideAddress()], ...rest } = spec;
    if (name) this.setHost(name, ...addresses.slice(0, 1));
    const upstream = new Upstream(this.world.network.outside, { addresses, ...rest });
    this.upstreams.push(upstream);
    await upstream.start();
    return upstream;
  }

  /**
   * Makes the name of a host outside resolve to addresses, until the end of the group. `*.example.com` stands for all names under
   * it that are not set themselves. IPv6 addresses have all of their groups: `2001:db8:0:0:0:0:0:1`.
   *
   * @default the address of `ollama`
   */
  setHost(name: string, ...addresses: string[]): void {
    this.network.dns.setHost(name, ...(addresses.length > 0 ? addresses : [PUBLIC_UPSTREAM]));
  }

  /** A certificate authority for this run. */
  authority(name: string): Authority {
    return new Authority(this.world, name);
  }

  /** Kyverno's admission controller with the defaults of its chart. It starts when it is first used. */
  async kyverno(): Promise<Component> {
    if (!this.kyvernoComponent) {
      this.kyvernoComponent = await kyverno(this.tools, this.world, this.apiServer);
      await keepRolesAggregated(this.apiServer.client);
    }
    const component = this.kyvernoComponent;
    if (!component.running) await this.timed('kyverno', () => component.start());
    return component;
  }

  /** Starts Kyverno again with further flags, for the work, and then without them. */
  async kyvernoWith(flags: readonly string[], work: () => Promise<void>): Promise<void> {
    const usual = await this.kyverno();
    await usual.stop();
    this.kyvernoComponent = await kyverno(this.tools, this.world, this.apiServer, flags);
    await this.kyverno();
    await work().finally(async () => {
      await this.kyvernoComponent?.stop();
      this.kyvernoComponent = usual;
      await this.kyverno();
    });
  }

  /** Starts another controller of Kyverno with the defaults of its chart, further flags, and its rights. */
  async kyvernoController(part: KyvernoPart, flags: readonly string[] = []): Promise<Component> {
    await this.kyverno();
    const component = await kyvernoController(this.tools, this.world, this.apiServer, part, flags);
    this.kyvernoControllers.push(component);
    await this.timed(component.name, () => component.start());
    return component;
  }

  /** Runs the Kyverno CLI. */
  kyvernoCli(...args: string[]): Promise<CommandResult> {
    return runCommand(this.tools.kyvernoCli, args, this.environment());
  }

  /** Runs istioctl. The group must declare that it uses it. */
  istioctl(...args: string[]): Promise<CommandResult> {
    if (!this.tools.istioctl) throw new Error('istioctl was not built: set `istioctl: true` in the group');
    return runCommand(this.tools.istioctl, args, this.environment());
  }

  /** Resets the cluster to empty, and the default upstream to its normal behaviour. */
  async reset(): Promise<void> {
    await this.clients.endAll();
    this.callers.forget();
    await this.cluster.clear();
    await this.kubelet.idle();
    await pause(FORGETTING_MS);
    await Promise.all(this.upstreams.splice(0).map((upstream) => upstream.stop()));
    this.network.dns.forgetHosts();
    this.world.network.forgetOutside();
    await this.ollama.stop();
    await this.ollama.start();
    this.ollama.forget();
  }

  /** The output of the components, by log file. */
  logFiles(): string[] {
    return this.world.logFiles();
  }

  /** Stops everything. What is left ends with the namespace. */
  async stop(): Promise<void> {
    await this.kubelet.stop();
    await Promise.all([this.ollama, ...this.upstreams].map((upstream) => upstream.stop()));
    await this.clients.endAll();
    for (const component of [...this.kyvernoControllers, this.kyvernoComponent, this.kgatewayComponent]) await component?.stop();
    await this.mesh.stop();
    await this.network.stop();
    for (const component of [this.apiServer.component, this.etcd]) await component.stop();
  }

  /** Makes kgateway write the statuses that it lost. @throws Error if that changes the configuration of Envoy */
  private async rewriteStatuses(missing: () => Promise<string[]>): Promise<void> {
    await this.settled();
    const [lost, before] = [await missing(), await configurations(this.envoys)];
    await rewriteStatuses(this.cluster.api, missing);
    await this.settled();
    const [still, after] = [await missing(), await configurations(this.envoys)];
    if (after !== before)
      throw new Error(`kgateway lost more than the status of ${lost.join(', ')}: Envoy's configuration changed`);
    const written = lost.filter((name) => !still.includes(name));
    this.lostStatuses.push(...written);
    if (written.length > 0) console.log(`       kgateway had lost the status of ${written.join(', ')}`);
  }

  private async timed(name: string, work: () => Promise<void>): Promise<void> {
    const start = performance.now();
    await work();
    this.timings[name] = Math.round(performance.now() - start);
  }

  private async prepareCluster(): Promise<void> {
    for (const object of nodeObjects()) await this.apiServer.client.put(object);
    await this.apiServer.client.putStatus({ apiVersion: 'v1', kind: 'Node', metadata: { name: NODE.name } }, NODE_STATUS);
    await applyCrds(this.cluster, this.tools.crds);
  }

  private async startNetwork(): Promise<void> {
    const pod = await this.network.start(this.pods);
    this.kgatewayComponent = kgateway(this.tools, this.world, this.apiServer, pod);
  }

  private envoyOf(gateway?: string): Envoy {
    return only(
      this.envoys.filter((envoy) => !gateway || envoy.gateway === gateway),
      gateway ? `gateway ${gateway}` : 'gateway',
    );
  }
}

function fail(message: string): never {
  throw new Error(message);
}

function idOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? 'default'}/${metadata.name}`;
}

function only<T>(found: readonly T[], what: string): T {
  const [first] = found;
  if (!first || found.length > 1) throw new Error(`${found.length === 0 ? 'no' : 'more than one'} ${what} runs`);
  return first;
}

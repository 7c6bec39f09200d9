import { existsSync } from 'node:fs';
import { basePod, baseServices, DNS_LABELS, KGATEWAY_LABELS } from './cluster-base';
import type { Component } from './component';
import type { ApiServer } from './components/api-server';
import { Dns } from './components/dns';
import { kubeProxy } from './components/kube-proxy';
import { KubeRouter } from './components/kube-router';
import { METADATA, NODE, UPSTREAM } from './network';
import type { Pod, Pods } from './pods';
import type { Toolbox } from './provision';
import type { World } from './world';

const NSSWITCH = '/etc/nsswitch.conf';

/** The names outside that always exist. */
const NAMES = {
  localhost: '127.0.0.1',
  'host.docker.internal': UPSTREAM,
  'metadata.google.internal': METADATA,
  'kyverno-svc.kyverno.svc': NODE.address,
};

/** What gives pods names, Services addresses, and NetworkPolicies an effect. */
export class ClusterNetwork {
  readonly dns = new Dns(NAMES);
  private readonly kubeProxy: Component;
  private readonly kubeRouter: KubeRouter;

  constructor(
    tools: Toolbox,
    private readonly world: World,
    private readonly api: ApiServer,
  ) {
    this.kubeProxy = kubeProxy(tools.kubeProxy, world, api);
    this.kubeRouter = new KubeRouter(tools.kubeRouter, world, api);
  }

  /** Starts it. Returns the pod for kgateway's controller, which has a Service already. */
  async start(pods: Pods): Promise<Pod> {
    const dns = await pods.create(basePod('coredns', 'kube-system', DNS_LABELS));
    const kgateway = await pods.create(basePod('kgateway', 'kgateway-system', KGATEWAY_LABELS));
    for (const object of baseServices(dns, kgateway)) await this.api.client.put(object);
    // Programs on the node ask the pod of the DNS server itself.
    this.world.replaceFile('/etc/hosts', '127.0.0.1 localhost\n');
    // Some systems ask a daemon of the machine first, which other network namespaces reach too.
    if (existsSync(NSSWITCH)) this.world.replaceFile(NSSWITCH, 'passwd: files\ngroup: files\nhosts: files dns\n');
    this.world.replaceFile('/etc/resolv.conf', `nameserver ${dns.ip}\noptions timeout:1 attempts:2\n`);
    await Promise.all([this.dns.start(dns, this.api), this.kubeProxy.start(), this.kubeRouter.start()]);
    for (const pod of [dns, kgateway]) await pods.ready(pod);
    return kgateway;
  }

  /** Waits until the NetworkPolicies and pods of the cluster are in effect. */
  settled(): Promise<void> {
    return this.kubeRouter.quiet();
  }

  /** Stops it. */
  async stop(): Promise<void> {
    this.dns.stop();
    for (const component of [this.kubeRouter, this.kubeProxy]) await component.stop();
  }
}

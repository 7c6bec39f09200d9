import type { Cluster } from './cluster';
import { Caller, Client } from './components/client';
import type { Netns } from './netns';
import type { Pods } from './pods';

/** A pod of a team, for a case. */
export interface ClientOptions {
  readonly namespace: string;
  /** @default default */
  readonly serviceAccount?: string;
  /** @default client-<number> */
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** For pods whose ports have names. @default one container without ports */
  readonly containers?: readonly object[];
}

/** The clients of a group. */
export class Clients {
  private started = 0;
  private running: Client[] = [];
  private readonly outsiders: Caller[] = [];

  constructor(
    private readonly cluster: Cluster,
    private readonly pods: Pods,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** Starts a client. Its namespace is created if it does not exist. */
  async start({ namespace, serviceAccount = 'default', name, containers, ...own }: ClientOptions): Promise<Client> {
    this.started += 1;
    const space = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
    if (!(await this.cluster.api.get(space))) await this.cluster.apply(space);
    const metadata = { name: name ?? `client-${this.started}`, namespace, ...own };
    const spec = { serviceAccountName: serviceAccount, ...(containers && { containers }) };
    const pod = await this.pods.create({ apiVersion: 'v1', kind: 'Pod', metadata, spec });
    const client = new Client(pod, this.environment);
    this.running.push(client);
    await client.start();
    await this.pods.ready(pod);
    return client;
  }

  /** Starts a program outside of the cluster. */
  async startOutside(outside: Netns): Promise<Caller> {
    const caller = new Caller(outside);
    this.outsiders.push(caller);
    await caller.start();
    return caller;
  }

  /** Ends a client, and removes its pod. */
  async end(client: Client): Promise<void> {
    this.running = this.running.filter((one) => one !== client);
    await client.stop();
    await this.pods.remove(client.pod);
  }

  /** Ends all clients, and the programs outside. */
  async endAll(): Promise<void> {
    for (const caller of this.outsiders.splice(0)) await caller.stop();
    for (const client of this.running) await this.end(client);
  }
}

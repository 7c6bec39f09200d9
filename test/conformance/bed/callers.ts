import type { Clients } from './clients';
import type { Client } from './components/client';
import type { Answer, RequestOptions } from './http-client';
import type { Pods } from './pods';

/** The service account whose requests cases send, if they do not say whose. */
export const CALLER = { namespace: 'team-a', serviceAccount: 'agent' } as const;

const AMBIENT = { 'istio.io/dataplane-mode': 'ambient' };

// More than any case sends at once.
const ADDRESSES = 64;

interface Caller {
  readonly client: Client;
  readonly addresses: readonly string[];
}

/** The pod that sends the requests of cases to captured gateways. Each comes from a different address of it. */
export class Callers {
  private starting?: Promise<Caller>;
  private last = 0;

  constructor(
    private readonly clients: Clients,
    private readonly pods: Pods,
    /** Waits until the NetworkPolicies apply to new pods. */
    private readonly settled: () => Promise<void>,
  ) {}

  /** Sends a request. The pod starts with the first one. */
  async request(options: RequestOptions): Promise<Answer> {
    this.starting ??= this.start();
    const { client, addresses } = await this.starting;
    this.last += 1;
    return client.request({ from: addresses[this.last % addresses.length] ?? client.pod.ip, ...options });
  }

  /** Forgets the pod, which has ended. */
  forget(): void {
    this.starting = undefined;
  }

  private async start(): Promise<Caller> {
    const client = await this.clients.start({ ...CALLER, name: 'agent', labels: AMBIENT });
    const addresses = await this.pods.addAddresses(client.pod, ADDRESSES);
    await this.settled();
    return { client, addresses };
  }
}

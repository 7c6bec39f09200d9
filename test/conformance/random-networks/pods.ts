import { type Connection, NAMED_PORT, NAMESPACES, PODS, PORTS } from '../../network-policies/random-cluster';
import type { Bed } from '../bed';
import type { Reach } from '../bed/client-messages';
import type { Caller, Client } from '../bed/components/client';

const DATA = Buffer.from('hello');
// kube-router rejects, so there is always an answer. On a busy machine it can take seconds.
const TIMEOUT_MS = 15_000;

/** Two containers, because the names of ports are unique in each. */
const CONTAINERS = ['TCP', 'UDP'].map((protocol) => ({
  ...{ name: protocol.toLowerCase(), image: 'program' },
  ports: [{ name: NAMED_PORT.name, containerPort: NAMED_PORT.port, protocol }],
}));

/** The pods of the random policies, and a program outside. All listen on the ports of the connections. */
export class RandomPods {
  private readonly clients = new Map<string, Client>();

  private constructor(private readonly outside: Caller) {}

  /** Starts them. @param addresses - those of the program outside */
  static async start(bed: Bed, addresses: readonly string[]): Promise<RandomPods> {
    const outside = await bed.outsider();
    await outside.listen({ addresses, ports: PORTS });
    await bed.apply(NAMESPACES.map((metadata) => ({ apiVersion: 'v1', kind: 'Namespace', metadata })));
    const pods = new RandomPods(outside);
    await Promise.all(
      PODS.map(async ({ metadata, address }) => {
        const client = await bed.client({ ...metadata, containers: CONTAINERS });
        await client.listen({ addresses: [client.pod.ip], ports: PORTS });
        pods.clients.set(address, client);
      }),
    );
    return pods;
  }

  /** What connections meet. */
  measure(connections: readonly Connection[]): Promise<Reach[]> {
    return Promise.all(
      connections.map(({ From, To, Protocol, Port }) => {
        const client = this.clients.get(From);
        const address = this.clients.get(To)?.pod.ip ?? To;
        const target = { address, port: Port, data: DATA, timeoutMs: TIMEOUT_MS, ...(!client && { from: From }) };
        const caller = client ?? this.outside;
        return Protocol === 'TCP' ? caller.exchange(target) : caller.send(target);
      }),
    );
  }
}

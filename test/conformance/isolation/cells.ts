import { type Bed, PUBLIC_UPSTREAM, UPSTREAM } from '../bed';
import type { Client } from '../bed/components/client';
import { METADATA } from '../bed/network';
import { ALLOWED } from '../manifests';

/** The two hosts of the reference app, each with its listener and its only caller. */
export const HOSTS = [
  { host: 'host.docker.internal', address: UPSTREAM, port: 11434, listener: 8080, caller: 'team-a/agent' },
  { host: 'api.example.com', address: PUBLIC_UPSTREAM, port: 443, listener: 8081, caller: 'team-b/reports' },
] as const;

/** What a cell tries to reach. */
export type Target =
  | { readonly kind: 'request'; readonly listener: number; readonly host: string }
  | { readonly kind: 'pod'; readonly pod: 'gateway' | 'server' | 'controller'; readonly port: number }
  | {
      readonly kind: 'address';
      readonly address: string;
      readonly port: number;
      readonly protocol?: 'UDP';
      readonly name?: string;
    };

/** A caller, and what it tries to reach. */
export interface Cell {
  /** namespace/service account. */
  readonly caller: string;
  readonly title: string;
  readonly target: Target;
}

/** What the cells met. */
export type Table = Readonly<Record<string, 'open' | 'closed'>>;

const requests = HOSTS.flatMap(({ listener }) =>
  HOSTS.map(({ host }) => ({ title: `${host} on listener ${listener}`, target: { kind: 'request', listener, host } as const })),
);

const directly = HOSTS.flatMap(({ host, address, port }) => [
  { title: `${host}:${port} by its address`, target: { kind: 'address', address, port } as const },
  { title: `${host}:${port} by its name`, target: { kind: 'address', address, port, name: host } as const },
]);

const pod = (title: string, name: 'gateway' | 'server' | 'controller', port: number) => ({
  title: `${title}, port ${port}`,
  target: { kind: 'pod', pod: name, port } as const,
});

const TARGETS: readonly Omit<Cell, 'caller'>[] = [
  ...requests,
  ...directly,
  ...[9091, 8082, 19000].map((port) => pod('the gateway pod', 'gateway', port)),
  ...[9081, 9080].map((port) => pod('the authorization server', 'server', port)),
  pod('the controller of kgateway', 'controller', 9977),
  { title: 'the metadata address', target: { kind: 'address', address: METADATA, port: 80 } },
  { title: 'UDP 443 outside', target: { kind: 'address', address: PUBLIC_UPSTREAM, port: 443, protocol: 'UDP' } },
];

/** All cells of the table. */
export const CELLS: readonly Cell[] = HOSTS.flatMap(({ caller }) => TARGETS.map((one) => ({ caller, ...one })));

/** The cells that the reference app declares as open. */
export const DECLARED: readonly string[] = HOSTS.map(
  ({ caller, host, listener }) => `${caller}: ${host} on listener ${listener}`,
);

export const nameOf = ({ caller, title }: Cell) => `${caller}: ${title}`;

/** The beginning of TLS, without its end: servers of TLS and of HTTP answer that they do not understand it. */
const HALF_A_HANDSHAKE = Buffer.from([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0]);

/** Tries all cells. @param clients - by namespace/service account */
export async function measure(bed: Bed, clients: ReadonlyMap<string, Client>): Promise<Table> {
  const entries = await Promise.all(
    CELLS.map(async (cell) => {
      const client = clients.get(cell.caller);
      if (!client) throw new Error(`no client runs as ${cell.caller}`);
      return [nameOf(cell), (await isOpen(bed, client, cell.target)) ? 'open' : 'closed'] as const;
    }),
  );
  return Object.fromEntries(entries);
}

async function isOpen(bed: Bed, client: Client, target: Target): Promise<boolean> {
  if (target.kind === 'request') {
    const { listener: port, host } = target;
    const ask = client.request({ address: 'egress-kgateway.egress-system', port, host, headers: ALLOWED });
    return (
      (await ask.then(
        ({ status }) => status,
        () => 0,
      )) === 200
    );
  }
  const data = HALF_A_HANDSHAKE;
  const { port } = target;
  if (target.kind === 'pod') return (await client.exchange({ address: podOf(bed, target.pod).ip, port, data })) === 'open';
  const { address, name = address, protocol } = target;
  return (await (protocol ? client.send({ address, port, data }) : client.exchange({ address: name, port, data }))) === 'open';
}

/** A pod of the bed, by its part in the table. */
export function podOf(bed: Bed, part: 'gateway' | 'server' | 'controller') {
  const [namespace, prefix] = {
    gateway: ['egress-system', 'egress-kgateway'],
    server: ['egress-system', 'kyverno-authz-server'],
    controller: ['kgateway-system', 'kgateway'],
  }[part] as [string, string];
  const found = bed.pods.all.find((one) => one.namespace === namespace && one.name.startsWith(prefix));
  if (!found) throw new Error(`no pod of ${namespace}/${prefix} runs`);
  return found;
}

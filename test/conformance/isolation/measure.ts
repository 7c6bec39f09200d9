import type { Bed } from '../bed';
import type { Client } from '../bed/components/client';
import { ALLOWED } from '../manifests';
import { CALLERS, CELLS, nameOf, type Table, type Target } from './cells';
import { CALLER_LABELS, podOf } from './places';

/** The beginning of TLS, and empty lines: servers of TLS and of HTTP answer that they do not understand it. */
const NONSENSE = Buffer.from([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0, ...Buffer.from('\r\n\r\n')]);

/** The callers of the table, by namespace/service account. */
export type Clients = ReadonlyMap<string, Client>;

/** Starts the callers. Each has its own connections to ztunnel, which no NetworkPolicy cuts. */
export async function startCallers(bed: Bed): Promise<Clients> {
  const clients = new Map<string, Client>();
  for (const caller of CALLERS) {
    const [namespace = '', serviceAccount = ''] = caller.split('/');
    clients.set(caller, await bed.client({ namespace, serviceAccount, labels: CALLER_LABELS }));
  }
  await bed.settled();
  return clients;
}

/** Tries all cells. */
export async function measure(bed: Bed, clients: Clients): Promise<Table> {
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
  if (target.kind === 'request') return (await statusOf(client, target)) === 200;
  const data = NONSENSE;
  const { port } = target;
  if (target.kind === 'pod') return (await client.exchange({ address: podOf(bed, target.pod).ip, port, data })) === 'open';
  const { addresses, name, protocol } = target;
  const address = name ?? addresses[4];
  return (await (protocol ? client.send({ address, port, data }) : client.exchange({ address, port, data }))) === 'open';
}

/** The status of an allowed request to a listener of the gateway, or that it was refused. */
export function statusOf(client: Client, { listener: port, host }: { readonly listener: number; readonly host: string }) {
  return client.request({ address: 'egress-kgateway.egress-system', port, host, headers: ALLOWED }).then(
    ({ status }) => status,
    () => 'refused' as const,
  );
}

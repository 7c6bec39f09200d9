// The program of the cluster's DNS server. It knows the Services from the API server, and the hosts outside from the bed.
import { createSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import { ApiClient } from '../api-client';
import { answerTo, type Records } from '../dns-message';
import { serviceNames } from '../service-names';
import { oneAtATime } from '../wait';

/** A message from the bed. */
export type ToDns =
  | { readonly host: readonly [name: string, ...addresses: string[]] }
  | { readonly hosts: Readonly<Record<string, string>> };

const hosts = new Map<string, Records>();
let services = new Map<string, Records>();

/** The records of a name. A host outside that starts with `*.` stands for all names under it that are not set themselves. */
function find(name: string): Records | undefined {
  const found = services.get(name) ?? hosts.get(name);
  if (found !== undefined) return found;
  const labels = name.split('.');
  const wildcards = labels.slice(1).map((_, i) => `*.${labels.slice(i + 1).join('.')}`);
  return wildcards.map((one) => hosts.get(one)).find((one) => one !== undefined);
}

function answerByUdp(): void {
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => socket.send(answerTo(query, find), from.port, from.address));
  socket.bind(53);
}

/** Queries over TCP are preceded by their length in two bytes. */
function answerByTcp(): void {
  const server = createServer((socket: Socket) => {
    let received = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      for (let size = sizeOf(received); received.length >= 2 && received.length >= size + 2; size = sizeOf(received)) {
        const answer = answerTo(received.subarray(2, size + 2), find);
        socket.write(Buffer.concat([Buffer.from([answer.length >> 8, answer.length & 255]), answer]));
        received = received.subarray(size + 2);
      }
    });
  });
  server.listen(53);
}

const sizeOf = (received: Buffer): number => (received.length >= 2 ? received.readUInt16BE(0) : 0);

async function followServices(api: ApiClient): Promise<void> {
  const kinds = [
    ['v1', 'Service'],
    ['discovery.k8s.io/v1', 'EndpointSlice'],
  ] as const;
  const load = oneAtATime(async () => {
    const [found, slices] = await Promise.all(kinds.map(([version, kind]) => api.list(version, kind)));
    services = serviceNames(found ?? [], slices ?? []);
  });
  for (const [version, kind] of kinds) await api.watch(version, kind, () => void load().catch(() => undefined));
  await load();
}

process.on('message', (message: ToDns) => {
  if ('hosts' in message) {
    hosts.clear();
    for (const [name, address] of Object.entries(message.hosts)) hosts.set(name, [address]);
  } else {
    const [name, ...addresses] = message.host;
    hosts.set(name, addresses);
  }
});
process.on('disconnect', () => process.exit());

const [server = '', token = ''] = process.argv.slice(2);
answerByUdp();
answerByTcp();
followServices(new ApiClient(server, token)).then(() => process.send?.('ready'));

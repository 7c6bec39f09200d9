// The program of a client's pod. It sends what cases ask for, from the pod's network and with its resolv.conf.
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { FromClient, Listening, Reach, Target, ToClient } from '../client-messages';
import { sendRequest } from '../http-client';

// A proxy in the way accepts every connection, and resets it when it cannot connect itself.
const STAYS_MS = 250;
const TIMEOUT_MS = 2_000;
// Answers of a host without a listener, of a router, and of a NetworkPolicy that rejects.
const REFUSALS = ['ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'EACCES', 'EPERM'];

const meaningOf =
  (resolve: (reach: Reach) => void, reject: (error: Error) => void) =>
  (error: NodeJS.ErrnoException): void =>
    REFUSALS.includes(error.code ?? '') ? resolve('refused') : reject(error);

function reach({ address, port, from, timeoutMs = TIMEOUT_MS }: Target): Promise<Reach> {
  const socket = connect({ host: address, port, ...(from && { localAddress: from }) });
  const result = new Promise<Reach>((resolve, reject) => {
    socket.once('connect', () => setTimeout(() => resolve('open'), STAYS_MS));
    socket.once('error', meaningOf(resolve, reject)).once('close', () => resolve('refused'));
    setTimeout(() => resolve('no answer'), timeoutMs);
  });
  return result.finally(() => socket.destroy());
}

/** Sends bytes on a connection, and waits for some. */
function exchange({ address, port, from, data, timeoutMs = TIMEOUT_MS }: Target & { data: Uint8Array }): Promise<Reach> {
  const socket = connect({ host: address, port, ...(from && { localAddress: from }) });
  const result = new Promise<Reach>((resolve, reject) => {
    socket.once('data', () => resolve('open')).write(data);
    socket.once('error', meaningOf(resolve, reject)).once('close', () => resolve('refused'));
    setTimeout(() => resolve('no answer'), timeoutMs);
  });
  return result.finally(() => socket.destroy());
}

// The node remembers flows of UDP for two minutes, and lets them pass whatever the policies are by then. So each datagram comes from
// a port of its own, below those that the kernel chooses.
const PORTS = { first: 20_000, last: 32_767 };
let lastPort = PORTS.first;

function newPort(): number {
  lastPort = lastPort < PORTS.last ? lastPort + 1 : PORTS.first;
  return lastPort;
}

/** Sends a datagram, and waits for one. */
function send({ address, port, from, data, timeoutMs = TIMEOUT_MS }: Target & { data: Uint8Array }): Promise<Reach> {
  const socket = createSocket('udp4');
  const result = new Promise<Reach>((resolve, reject) => {
    socket.once('message', () => resolve('open')).on('error', meaningOf(resolve, reject));
    // Only a connected socket gets to know that the port is closed.
    socket.bind(newPort(), from, () => socket.connect(port, address, () => socket.send(data)));
    setTimeout(() => resolve('no answer'), timeoutMs);
  });
  return result.finally(() => socket.close());
}

/** Sends back what arrives, until the program ends. */
async function listen({ addresses, ports }: Listening): Promise<void> {
  const places = addresses.flatMap((address) => ports.map((port) => ({ address, port })));
  const ready = places.map(async ({ address, port }) => {
    const server = createServer((client) => client.on('error', () => undefined).pipe(client)).listen(port, address);
    const socket = createSocket('udp4').on('message', (data, from) => socket.send(data, from.port, from.address));
    socket.bind(port, address);
    await Promise.all([once(server, 'listening'), once(socket, 'listening')]);
  });
  await Promise.all(ready);
}

function work(message: ToClient): Promise<unknown> {
  switch (message.task) {
    case 'request':
      return sendRequest(message.input);
    case 'reach':
      return reach(message.input);
    case 'exchange':
      return exchange(message.input);
    case 'send':
      return send(message.input);
    case 'listen':
      return listen(message.input);
    case 'lookup':
      return lookup(message.input, { all: true, family: 4 }).then((found) => found.map(({ address }) => address));
  }
}

process.on('message', (message: ToClient) => {
  const { id } = message;
  const tell = (result: FromClient): void => void process.send?.(result);
  work(message).then(
    (output) => tell({ id, output }),
    (error: Error) => tell({ id, error: error.message }),
  );
});
process.on('disconnect', () => process.exit());
process.send?.({ id: 0 } satisfies FromClient);

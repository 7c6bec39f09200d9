// The program of an upstream, controlled by messages. It is a separate process so that it can be frozen.
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Behaviour, FromUpstream, ReceivedRequest, UpstreamSpec } from './upstream-messages';

const TLS_HANDSHAKE = 0x16;
let behaviour: Behaviour = {};
let statuses: number[] = [];

function post(message: FromUpstream): void {
  process.send?.(message);
}

function tlsOf(socket: Socket): ReceivedRequest['tls'] {
  if (!(socket instanceof TLSSocket)) return undefined;
  const { servername } = socket as TLSSocket & { servername?: string | false };
  return { sni: servername || '', version: socket.getProtocol() ?? '' };
}

function record(request: IncomingMessage, body: string, status: number): void {
  const headers = Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values]) => [name, (values ?? []).join(',')]),
  );
  const tls = tlsOf(request.socket);
  const { method = '', url = '' } = request;
  post({ type: 'request', request: { method, path: url, headers, body, status, ...(tls ? { tls } : {}) } });
}

function respond(request: IncomingMessage, response: ServerResponse, received: string): void {
  const status = statuses.shift() ?? 200;
  record(request, received, behaviour.drop ? 0 : status);
  if (behaviour.drop) {
    request.socket.destroy();
    return;
  }
  setTimeout(() => response.writeHead(status).end(behaviour.body ?? 'Ollama is running'), behaviour.delayMs ?? 0);
}

function handle(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => respond(request, response, Buffer.concat(chunks).toString()));
}

/** Forwards TLS connections to the server, and records everything else: no byte of a request may arrive unencrypted. */
function sniff(socket: Socket, serverPort: number): void {
  socket.on('error', () => socket.destroy());
  socket.once('data', (first: Buffer) => {
    if (first[0] !== TLS_HANDSHAKE) {
      post({ type: 'plaintext', bytes: first.toString('latin1') });
      socket.destroy();
      return;
    }
    const inner = connect({ host: '127.0.0.1', port: serverPort }, () => inner.write(first));
    inner.on('error', () => socket.destroy());
    socket.on('close', () => inner.destroy());
    inner.on('close', () => socket.destroy());
    socket.pipe(inner).pipe(socket);
  });
}

function serve({ address, port, tls }: UpstreamSpec): void {
  const ready = (): void => post({ type: 'ready' });
  const server = tls ? createHttpsServer(tls, handle) : createHttpServer(handle);
  server.keepAliveTimeout = 60_000;
  server.on('connection', () => post({ type: 'connection' }));
  if (!tls) {
    server.listen(port, address, ready);
    return;
  }
  server.listen(0, '127.0.0.1', () => {
    const inner = (server.address() as AddressInfo).port;
    createServer((socket) => sniff(socket, inner)).listen(port, address, ready);
  });
}

process.on('message', (message: Behaviour) => {
  behaviour = { ...behaviour, ...message };
  if (message.statuses) statuses = [...message.statuses];
  post({ type: 'behaving' });
});
process.on('disconnect', () => process.exit());
serve(JSON.parse(process.argv[2] ?? '{}') as UpstreamSpec);

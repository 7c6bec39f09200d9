// The program of an upstream, controlled by messages. It is a separate process so that it can be frozen.
import { constants } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  createServer as createHttp2Server,
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { type PeerCertificate, TLSSocket } from 'node:tls';
import { lineServer } from './line-server';
import type { Behaviour, FromUpstream, ReceivedRequest, Report, UpstreamSpec } from './upstream-messages';

const TLS_HANDSHAKE = 0x16;
type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

let behaviour: Behaviour = {};
let statuses: number[] = [];

function post(message: FromUpstream): void {
  process.send?.(message);
}

function tlsOf(socket: Socket): ReceivedRequest['tls'] {
  if (!(socket instanceof TLSSocket)) return undefined;
  const { servername } = socket as TLSSocket & { servername?: string | false };
  const client = (socket.getPeerCertificate() as PeerCertificate | Record<string, never>).subject?.CN;
  return {
    sni: servername || '',
    version: socket.getProtocol() ?? '',
    ...(client !== undefined && { client: [client].flat().join() }),
  };
}

function headersOf(request: Request): Record<string, string> {
  const all = 'headersDistinct' in request ? request.headersDistinct : request.headers;
  return Object.fromEntries(Object.entries(all).map(([name, values]) => [name, [values ?? []].flat().join(',')]));
}

function record(request: Request, body: string, status: number): void {
  const headers = headersOf(request);
  const tls = tlsOf(request.socket);
  const { method = '', url = '' } = request;
  post({ type: 'request', request: { method, path: url, headers, body, status, ...(tls ? { tls } : {}) } });
}

const authorityOf = (request: Request): string => ('authority' in request ? request.authority : (request.headers.host ?? ''));

function reportOn(request: Request, upstream: string): Report {
  const { method = '', url: path = '', httpVersion } = request;
  const [protocol, host, sni] = [`HTTP/${httpVersion}`, authorityOf(request), tlsOf(request.socket)?.sni ?? ''];
  return { upstream, protocol, method, path, host, sni, headers: headersOf(request) };
}

function bodyFor(request: Request): string {
  if (behaviour.reportAs !== undefined) return JSON.stringify(reportOn(request, behaviour.reportAs));
  const authority = authorityOf(request);
  const body = behaviour.body ?? 'Ollama is running';
  return body.replace('{protocol}', `HTTP/${request.httpVersion}`).replace('{authority}', authority);
}

function answer(response: Response, status: number, body: string): void {
  response.writeHead(status);
  response.end(body);
}

function respond(request: Request, response: Response, received: string): void {
  const status = statuses.shift() ?? 200;
  record(request, received, behaviour.drop ? 0 : status);
  if (behaviour.drop) {
    request.socket.destroy();
    return;
  }
  const body = bodyFor(request);
  setTimeout(() => answer(response, status, body), behaviour.delayMs ?? 0);
}

function handle(request: Request, response: Response): void {
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

const ofClients = ({ clientAuthority: ca }: NonNullable<UpstreamSpec['tls']>) =>
  ca === undefined ? {} : { requestCert: true, rejectUnauthorized: true, ca };

/** The server itself. It speaks HTTP/1.1 unless the specification names protocols. */
function serverFor({ tls: certificate, linesAs, own, protocols = ['http/1.1'] }: UpstreamSpec): Server {
  if (own) return (require(own.file) as { serve(options: object): Server }).serve(own.options);
  if (linesAs !== undefined) return lineServer(linesAs);
  // Node.js knows no server name of a session that is resumed.
  const tls = certificate && { ...certificate, ...ofClients(certificate), secureOptions: constants.SSL_OP_NO_TICKET };
  const [http2, http1] = [protocols.includes('h2'), protocols.includes('http/1.1')];
  if (http2)
    return tls
      ? createSecureServer({ ...tls, allowHTTP1: http1, ALPNProtocols: [...protocols] }, handle)
      : createHttp2Server(handle);
  const server = tls ? createHttpsServer(tls, handle) : createHttpServer(handle);
  server.keepAliveTimeout = 60_000;
  return server;
}

const listen = (server: Server, port: number, address: string): Promise<void> =>
  new Promise((resolve) => {
    server.listen(port, address, resolve);
  });

/** Returns datagrams to their sender. */
function echo(port: number, address: string): Promise<void> {
  const socket = createSocket('udp4');
  socket.on('message', (data, from) => socket.send(data, from.port, from.address));
  return new Promise((resolve) => {
    socket.bind(port, address, resolve);
  });
}

async function serve(spec: UpstreamSpec): Promise<void> {
  const { addresses, port, tls } = spec;
  const server = serverFor(spec);
  server.on('connection', () => post({ type: 'connection' }));
  await listen(server, 0, '127.0.0.1');
  const inner = (server.address() as AddressInfo).port;
  const take = tls ? (socket: Socket) => sniff(socket, inner) : (socket: Socket) => server.emit('connection', socket);
  for (const address of addresses) await listen(createServer({ allowHalfOpen: !tls }, take), port, address);
  for (const address of addresses) await echo(port, address);
  post({ type: 'ready' });
}

process.on('message', (message: Behaviour) => {
  behaviour = { ...behaviour, ...message };
  if (message.statuses) statuses = [...message.statuses];
  post({ type: 'behaving' });
});
process.on('disconnect', () => process.exit());
void serve(JSON.parse(process.argv[2] ?? '{}') as UpstreamSpec);

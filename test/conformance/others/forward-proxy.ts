// The forward proxy of a company: CONNECT, and requests with a whole URL. It resolves the names of hosts by itself.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type Server, type Socket } from 'node:net';

/** The hosts that it lets out to, with their addresses. */
export interface ProxyOptions {
  readonly hosts: Readonly<Record<string, string>>;
}

function tunnel(request: IncomingMessage, client: Socket, hosts: ProxyOptions['hosts']): void {
  const [host = '', port = '443'] = (request.url ?? '').split(':');
  const address = hosts[host];
  client.on('error', () => client.destroy());
  if (address === undefined) {
    client.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    return;
  }
  const upstream = connect({ host: address, port: Number(port) }, () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    client.pipe(upstream).pipe(client);
  });
  upstream.on('error', () => client.destroy());
}

/** As Squid: a request without a whole URL is not one for a proxy. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const { url = '' } = request;
  const isForProxy = url.startsWith('http://');
  response.writeHead(isForProxy ? 200 : 400).end(isForProxy ? `forwarded ${url}` : `not a request for a proxy: GET ${url}`);
}

/** The proxy. */
export function serve({ hosts }: ProxyOptions): Server {
  return createServer(answer).on('connect', (request, client: Socket) => tunnel(request, client, hosts));
}

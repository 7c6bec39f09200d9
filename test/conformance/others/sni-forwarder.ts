// Takes TLS connections, and forwards each through a forward proxy to the server that its handshake names. This is what HAProxy, nginx
// or Envoy do in front of a proxy that does not take connections as they are.
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Where the proxy listens. */
export interface ForwarderOptions {
  readonly proxy: { readonly host: string; readonly port: number };
}

const RECORD_HEADER = 5;
/** The bytes before the session id: of the record, of the message, the version, and the random value. */
const BEFORE_SESSION = RECORD_HEADER + 4 + 2 + 32;
/** The bytes before the name in the extension: its type, its length, the length of the list, the type of the entry. */
const BEFORE_NAME = 7;

/** The server name in the first message of a handshake, or none. */
function serverNameOf(hello: Buffer): string | undefined {
  let at = BEFORE_SESSION;
  at += 1 + hello.readUInt8(at); // the session id
  at += 2 + hello.readUInt16BE(at); // the ciphers
  at += 1 + hello.readUInt8(at); // the compressions
  at += 2; // the length of the extensions
  while (at + 4 < hello.length) {
    if (hello.readUInt16BE(at) === 0) {
      const from = at + BEFORE_NAME + 2;
      return hello.toString('latin1', from, from + hello.readUInt16BE(at + BEFORE_NAME));
    }
    at += 4 + hello.readUInt16BE(at + 2);
  }
  return undefined;
}

/** Reads until enough is there. */
async function read(socket: Socket, isEnough: (received: Buffer) => boolean): Promise<Buffer> {
  let received = Buffer.alloc(0);
  while (!isEnough(received)) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    received = Buffer.concat([received, chunk]);
  }
  socket.pause();
  return received;
}

const isRecord = (received: Buffer) =>
  received.length >= RECORD_HEADER && received.length >= RECORD_HEADER + received.readUInt16BE(3);

async function forward(client: Socket, { proxy }: ForwarderOptions): Promise<void> {
  const hello = await read(client, isRecord);
  const upstream = connect(proxy);
  upstream.on('error', () => client.destroy());
  const name = `${serverNameOf(hello)}:443`;
  upstream.write(`CONNECT ${name} HTTP/1.1\r\nHost: ${name}\r\n\r\n`);
  const answer = await read(upstream, (received) => received.includes('\r\n\r\n'));
  if (!`${answer}`.startsWith('HTTP/1.1 200')) {
    client.destroy();
    return;
  }
  upstream.write(hello);
  client.pipe(upstream).pipe(client);
}

/** The forwarder. */
export function serve(options: ForwarderOptions): Server {
  return createServer((client) => {
    client.on('error', () => client.destroy());
    forward(client, options).catch(() => client.destroy());
  });
}

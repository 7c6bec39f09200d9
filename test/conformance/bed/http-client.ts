import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { PROBES } from './network';

/** A request as a caller sends it. */
export interface RequestOptions {
  /** The address to call. */
  readonly address: string;
  readonly port: number;
  /** The `Host` header. @default the address */
  readonly host?: string;
  /** @default GET, or POST if there is a body */
  readonly method?: string;
  /** @default / */
  readonly path?: string;
  /** A list of values sends the header several times. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
  /** The address of the caller. */
  readonly from?: string;
  /** @default 60000 milliseconds */
  readonly timeoutMs?: number;
}

/** The response. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Time from sending to the last byte, in milliseconds. */
  readonly ms: number;
  /** The address of the caller, which identifies the access-log line. */
  readonly caller: string;
}

/** Header lines in the flat form that Node sends unchanged: name, value, name, value. */
function flatHeaders({ host, address, headers = {}, body }: RequestOptions): string[] {
  const lines = Object.entries(headers).flatMap(([name, value]) => [value].flat().flatMap((one) => [name, String(one)]));
  const length = body === undefined ? [] : ['content-length', String(Buffer.byteLength(body))];
  return ['host', host ?? address, ...length, ...lines];
}

/** Sends one request on a new connection. @throws Error if there is no HTTP response (connection refused, time-out) */
export function sendRequest(options: RequestOptions): Promise<Answer> {
  const { address, port, path = '/', body, from, timeoutMs = 60_000 } = options;
  const method = options.method ?? (body === undefined ? 'GET' : 'POST');
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const to = { host: address, port, path, method, headers: flatHeaders(options), agent: false, timeout: timeoutMs } as const;
    const sent = request({ ...to, ...(from ? { localAddress: from } : {}) }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
      answer.on('end', () => {
        const { statusCode = 0, headers } = answer;
        resolve({
          status: statusCode,
          headers,
          body: `${Buffer.concat(chunks)}`,
          ms: performance.now() - start,
          caller: from ?? '',
        });
      });
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer in ${timeoutMs} ms from ${address}:${port}`)));
    sent.on('error', reject).end(body);
  });
}

/** A GET over a socket in the file system, which processes of all network namespaces share. @throws Error unless it answers 200 */
export function getFromSocket(socketPath: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, path, agent: false, timeout: 60_000 }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
      answer.on('end', () => {
        const body = `${Buffer.concat(chunks)}`;
        answer.statusCode === 200 ? resolve(body) : reject(new Error(`${path} answered ${answer.statusCode}: ${body}`));
      });
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer to ${path}`)));
    sent.on('error', reject).end();
  });
}

/** Whether a GET is answered with 200, asked as the kubelet probes. */
export async function answersOk(address: string, port: number, path: string): Promise<boolean> {
  const from = address === '127.0.0.1' ? {} : { from: PROBES };
  const answer = await sendRequest({ address, port, path, timeoutMs: 1000, ...from }).catch(() => undefined);
  return answer?.status === 200;
}

/** Whether something accepts connections, tried as the kubelet probes. */
export function accepts(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: 1000, localAddress: PROBES });
    const done = (open: boolean) => () => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', done(true)).once('error', done(false)).once('timeout', done(false));
  });
}

import type { SentRequest } from '../envoy/accept';
import type { SimulatedRequest } from '../trace/simulation';

/** A request, and the connection on which it is sent. */
export interface Sending {
  readonly request: SentRequest;
  /** The name or address that the application connects to. */
  readonly host: string;
  readonly port: number;
  /** Whether the application itself speaks TLS, so that the gateway does not see the request. */
  readonly isTls: boolean;
}

/** Why a request cannot be read. */
export class UnreadableRequest extends Error {}

interface Url {
  readonly isTls: boolean;
  readonly authority: string;
  readonly host: string;
  readonly port: number;
  readonly target: string;
}

/** What the application sends, and where. @throws UnreadableRequest for a URL that is none */
export function sendingOf({ url, proxy, method = 'GET', headers = {}, body = '', path }: SimulatedRequest): Sending {
  const called = read(url, 'url');
  const through = proxy === undefined ? called : read(proxy, 'proxy');
  const all = Object.entries(headers).flatMap(([name, values]) =>
    (typeof values === 'string' ? [values] : (values ?? [])).map((value) => [name, value] as const),
  );
  const own = all.filter(([name]) => name.toLowerCase() === 'host').map(([, value]) => value);
  // A proxy takes the host from the URL, whatever the header says. Envoy drops empty Host headers beside others.
  const authority = proxy === undefined && own.length > 0 ? own.filter((value) => value !== '').join(',') : called.authority;
  const request = {
    isAbsolute: proxy !== undefined,
    method,
    target: path ?? called.target,
    authority,
    headers: all.filter(([name]) => name.toLowerCase() !== 'host'),
    body,
  };
  return { request, host: through.host, port: through.port, isTls: called.isTls };
}

/** Reads a URL without changing it: `URL` would resolve dots, and escape characters. */
function read(text: string, property: string): Url {
  const [, scheme = '', userAndHost = '', target = ''] = /^(https?):\/\/([^/?#]+)([^#]*)/i.exec(text) ?? [];
  const authority = userAndHost.slice(userAndHost.lastIndexOf('@') + 1);
  const [, host = '', port] = /^(\[[0-9a-fA-F:.]+\]|[^:[\]]+)(?::(\d+))?$/.exec(authority) ?? [];
  if (host === '' || Number(port ?? 0) > 65535)
    throw new UnreadableRequest(`${property}: got ${JSON.stringify(text)}; allowed: a URL such as http://api.example.com/v1`);
  const isTls = scheme.toLowerCase() === 'https';
  const usual = isTls ? 443 : 80;
  return {
    isTls,
    authority: Number(port) === usual ? host : authority,
    host: host.replace(/^\[|\]$/g, '').toLowerCase(),
    port: port === undefined ? usual : Number(port),
    target: target.startsWith('/') ? target : `/${target}`,
  };
}

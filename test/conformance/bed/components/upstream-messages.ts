import type { SecureVersion } from 'node:tls';

/** How an upstream listens. */
export interface UpstreamSpec {
  readonly addresses: readonly string[];
  readonly port: number;
  /**
   * The protocols that it takes. HTTP/2 without TLS is only spoken by itself. With TLS, the client must ask for one of them by ALPN.
   *
   * @default HTTP/1.1
   */
  readonly protocols?: readonly ('h2' | 'http/1.1')[];
  /**
   * Speak a protocol of lines instead of HTTP, as mail servers do. The upstream sends `<name> ready` at once, and returns each line
   * as `<name>: <line>`.
   *
   * @default - HTTP
   */
  readonly linesAs?: string;
  /**
   * Speak what a file does instead of HTTP. It exports `serve(options)`, which returns the server.
   *
   * @default - HTTP
   */
  readonly own?: { readonly file: string; readonly options: object };
  /** Speak TLS. @default plain HTTP */
  readonly tls?: {
    readonly cert: string;
    readonly key: string;
    readonly minVersion?: SecureVersion;
    readonly maxVersion?: SecureVersion;
    /** The authority whose certificates clients must have, as PEM text. @default - clients need none */
    readonly clientAuthority?: string;
  };
}

/** What an upstream tells about a request that it received. */
export interface Report {
  /** The name of the upstream, so that a caller sees which one answered. */
  readonly upstream: string;
  /** `HTTP/1.1` or `HTTP/2.0`. */
  readonly protocol: string;
  readonly method: string;
  readonly path: string;
  /** The `Host` header, or `:authority`. */
  readonly host: string;
  /** The server name of TLS. Empty without TLS. */
  readonly sni: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** How an upstream answers. Each field is kept until it is set again. */
export interface Behaviour {
  /** Statuses of the next responses. After the last one, the status is 200 again. */
  readonly statuses?: readonly number[];
  /** Answer each request with its {@link Report} as JSON, under this name of the upstream. @default - the body */
  readonly reportAs?: string;
  /** `{protocol}` and `{authority}` stand for what the request has. @default Ollama is running */
  readonly body?: string;
  /** Delay before each response. @default 0 */
  readonly delayMs?: number;
  /** Close the connection after reading a request, without a response. @default false */
  readonly drop?: boolean;
}

/** A request as the upstream received it. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  /** Header names in lower case. Several values of a header are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly status: number;
  /** TLS properties of the connection, if it uses TLS. */
  readonly tls?: {
    readonly sni: string;
    readonly version: string;
    /** The common name in the certificate of the client, if it has one. */
    readonly client?: string;
  };
}

/** What the upstream's process reports to the bed. */
export type FromUpstream =
  | { readonly type: 'ready' }
  | { readonly type: 'behaving' }
  | { readonly type: 'request'; readonly request: ReceivedRequest }
  /** Unencrypted bytes that arrived on a TLS port. */
  | { readonly type: 'plaintext'; readonly bytes: string }
  | { readonly type: 'connection' };

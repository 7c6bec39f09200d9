import type { SecureVersion } from 'node:tls';

/** How an upstream listens. */
export interface UpstreamSpec {
  readonly address: string;
  readonly port: number;
  /** Speak TLS. @default plain HTTP */
  readonly tls?: {
    readonly cert: string;
    readonly key: string;
    readonly minVersion?: SecureVersion;
    readonly maxVersion?: SecureVersion;
  };
}

/** How an upstream answers. Each field is kept until it is set again. */
export interface Behaviour {
  /** Statuses of the next responses. After the last one, the status is 200 again. */
  readonly statuses?: readonly number[];
  /** @default Ollama is running */
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
  readonly tls?: { readonly sni: string; readonly version: string };
}

/** What the upstream's process reports to the bed. */
export type FromUpstream =
  | { readonly type: 'ready' }
  | { readonly type: 'behaving' }
  | { readonly type: 'request'; readonly request: ReceivedRequest }
  /** Unencrypted bytes that arrived on a TLS port. */
  | { readonly type: 'plaintext'; readonly bytes: string }
  | { readonly type: 'connection' };

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

/** How an upstream answers; each field stays until it is set again. */
export interface Behaviour {
  /** Statuses of the next answers; when they are used up it is 200 again. */
  readonly statuses?: readonly number[];
  /** @default Ollama is running */
  readonly body?: string;
  /** Wait before each answer. @default 0 */
  readonly delayMs?: number;
  /** Close the connection after reading a request, without an answer. @default false */
  readonly drop?: boolean;
}

/** A request as the upstream got it. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  /** Names as they were sent, in lower case; several values are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly status: number;
  /** Of the connection, when it is TLS. */
  readonly tls?: { readonly sni: string; readonly version: string };
}

/** What the upstream's process tells the bed. */
export type FromUpstream =
  | { readonly type: 'ready' }
  | { readonly type: 'behaving' }
  | { readonly type: 'request'; readonly request: ReceivedRequest }
  /** Bytes that came unencrypted on a port that speaks TLS. */
  | { readonly type: 'plaintext'; readonly bytes: string }
  | { readonly type: 'connection' };

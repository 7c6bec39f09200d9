import type { Answer, RequestOptions } from './http-client';

/** What a connection to an address meets: a listener, a refusal, or nothing. */
export type Reach = 'open' | 'refused' | 'no answer';

/** An address to try, and how long to wait for an answer. */
export interface Target {
  readonly address: string;
  readonly port: number;
  /** An address of the caller itself, if it has several. */
  readonly from?: string;
  /** @default 2000 milliseconds */
  readonly timeoutMs?: number;
}

/** Where to listen, for TCP and UDP. */
export interface Listening {
  readonly addresses: readonly string[];
  readonly ports: readonly number[];
}

/** What the bed asks a client to do, and what it gets. */
export interface Tasks {
  readonly request: { readonly input: RequestOptions; readonly output: Answer };
  readonly reach: { readonly input: Target; readonly output: Reach };
  readonly exchange: { readonly input: Target & { readonly data: Uint8Array }; readonly output: Reach };
  readonly send: { readonly input: Target & { readonly data: Uint8Array }; readonly output: Reach };
  readonly listen: { readonly input: Listening; readonly output: undefined };
  readonly lookup: { readonly input: string; readonly output: readonly string[] };
}

/** A task on its way to the program of a client. */
export type ToClient = {
  [Name in keyof Tasks]: { readonly id: number; readonly task: Name; readonly input: Tasks[Name]['input'] };
}[keyof Tasks];

/** Its result, or why there is none. */
export interface FromClient {
  readonly id: number;
  readonly output?: unknown;
  readonly error?: string;
}

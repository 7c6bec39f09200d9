import { APPROVED } from './files';

/** Files by their paths. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A title, files, and what is reported for them. */
export type Malformed = readonly [title: string, files: Files, expected: string];

/** A host with other or further lines: its first three are those of the host, the next eight those of the approval. */
export const host = (lines: string, { name = 'host: api.example.com', callers = 'callers: http', approval = APPROVED } = {}) =>
  `${[name, 'port: 443', callers].filter(Boolean).join('\n')}\n${approval}${lines}`;

/** One file. */
export const one = (text: string | Uint8Array): Files => ({ 'hosts/a.yaml': text });

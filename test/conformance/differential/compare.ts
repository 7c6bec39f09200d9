import type { Simulation } from '../../../lib/simulate';
import type { LogLine } from '../bed/access-log';
import type { Report } from '../bed/components/upstream-messages';
import type { RandomRequest } from './random-request';
import { isUnread, type Seen } from './send';

/** What became of a request, as far as both the bed and the simulation know it. */
export interface Fate {
  /** 0 without an answer. */
  readonly status: number;
  /** The body of an answer of the gateway itself. */
  readonly body?: string;
  readonly details?: unknown;
  readonly decision?: unknown;
  readonly upstream?: object;
}

/** Headers by which Envoy and the connection differ from what the simulation shows. */
const OF_ENVOY = /^(x-envoy-.*|x-request-id|x-forwarded-proto|content-length|transfer-encoding|connection)$/;

function headersOf(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !OF_ENVOY.test(name) && name !== 'host');
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Node.js gives the bytes of headers as characters. */
const utf8 = (text: string) => Buffer.from(text, 'latin1').toString();

/** What the simulation says. */
export function expected(simulation: Simulation, { method }: RandomRequest): Fate {
  const { outcome, status, body, details, metadata, upstream, reason, layer } = simulation;
  if (outcome === 'allowed' && upstream) {
    const { path, headers, tls } = upstream;
    const host = headers.host ?? '';
    const sent = { method: upstream.method, path, host, sni: tls ? (tls.serverName ?? host) : '', headers: headersOf(headers) };
    return { status: 200, decision: metadata, ...(method !== 'HEAD' && { upstream: sent }) };
  }
  if (outcome !== 'denied') return { status: -1, details: `${outcome}: ${layer}: ${reason}` };
  if (status === undefined) return { status: 0 };
  if (isUnread(details)) return { status };
  return { status, details, decision: metadata, ...(method !== 'HEAD' && { body: body ?? '' }) };
}

/** What the bed shows. @param line - of the access log, if there is one */
export function actual(seen: Seen, line: LogLine | undefined, { method }: RandomRequest): Fate {
  if ('error' in seen) return { status: 0 };
  const { status, body } = seen;
  const details = line?.response_code_details;
  if (!line || isUnread(details)) return { status };
  const { ext_authz_duration: _, ...decision } = (line.decision ?? {}) as Record<string, unknown>;
  if (details !== 'via_upstream' || status !== 200) return { status, details, decision, ...(method !== 'HEAD' && { body }) };
  if (method === 'HEAD') return { status, decision };
  const report = JSON.parse(body) as Report;
  const headers = Object.fromEntries(Object.entries(headersOf(report.headers)).map(([name, value]) => [name, utf8(value)]));
  const upstream = { method: report.method, path: report.path, host: utf8(report.host), sni: report.sni, headers };
  return { status, decision, upstream };
}

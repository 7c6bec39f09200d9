import { type GivenManifests, type Simulation, simulate } from '../../../lib/simulate';
import type { Bed } from '../bed';
import type { Report } from '../bed/components/upstream-messages';
import type { RandomRequest } from './random-request';

/** What a request comes to, in the words that both sides have. */
export interface Verdict {
  readonly status: number;
  readonly body: string;
  readonly details: unknown;
  readonly rule: unknown;
  readonly decision: unknown;
  /** What the destination received: method, path, Host header and headers. */
  readonly upstream: object | undefined;
}

const CALLER = { namespace: 'team-a', serviceAccount: 'agent', labels: { 'istio.io/dataplane-mode': 'ambient' } };
const GATEWAY = 'http://egress-kgateway.egress-system';

/** Headers that Envoy or Node.js adds, or that belong to one connection. */
const ADDED = /^(?:x-request-id|x-forwarded-.*|x-envoy-.*|content-length|transfer-encoding|connection|host)$/;

function comparable(headers: Readonly<Record<string, string>>): Record<string, string> {
  const own = Object.entries(headers).filter(([name]) => !ADDED.test(name));
  return Object.fromEntries(own.map(([name, value]) => [name, value.replace(/, /g, ',')]));
}

/** What the simulation says. */
export function simulated(manifests: GivenManifests, { listener, host, headers, ...rest }: RandomRequest): Verdict | Simulation {
  const result = simulate(manifests, { ...rest, caller: CALLER, url: `${GATEWAY}:${listener}/`, headers: { ...headers, host } });
  if (result.outcome !== 'allowed' && result.outcome !== 'denied') return result;
  const { status = 200, body = '', details, metadata, upstream } = result;
  return {
    ...{ status, body: rest.method === 'HEAD' ? '' : body, details, rule: metadata.rule, decision: metadata.decision },
    upstream: upstream && {
      ...{ method: upstream.method, path: upstream.path, host: upstream.headers.host, headers: comparable(upstream.headers) },
    },
  };
}

/** What the real components do. */
export async function real(bed: Bed, { headers, ...request }: RandomRequest): Promise<Verdict> {
  const answer = await bed.request({ ...request, headers: request.body === undefined ? asBytes(headers) : headers });
  const line = await bed.accessLog.lineOf(answer);
  const decision = (line.decision ?? {}) as Readonly<Record<string, unknown>>;
  const details = line.response_code_details;
  const isForwarded = details === 'via_upstream';
  const report = isForwarded && request.method !== 'HEAD' ? (JSON.parse(answer.body) as Report) : undefined;
  return {
    ...{ status: answer.status, body: isForwarded ? '' : answer.body, details, rule: decision.rule, decision: decision.decision },
    upstream: report && {
      method: report.method,
      path: report.path,
      host: report.host,
      headers: fromBytes(comparable(report.headers)),
    },
  };
}

/** Node.js writes a byte for each character, unless it sends the headers together with a body, as UTF-8. */
function asBytes(headers: RandomRequest['headers']): Record<string, string | readonly string[]> {
  const encode = (text: string) => Buffer.from(text).toString('latin1');
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? encode(value) : value.map(encode)]),
  );
}

function fromBytes(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value, 'latin1').toString()]));
}

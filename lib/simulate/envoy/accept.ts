import type { HttpRequest } from './http-request';
import { hasControls, type Malformed, normalizedPath, unreadable } from './normalize';

/** A request as it is sent: nothing is normalized yet. */
export interface SentRequest {
  readonly method: string;
  /** The path with its query. */
  readonly target: string;
  readonly authority: string;
  /** Whether the authority is in the URL, as for a proxy, and not in a Host header. @default false */
  readonly isAbsolute?: boolean;
  /** Names as they are written, repeated ones several times. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** The methods that Envoy's HTTP parser knows. */
const METHODS = new Set(
  (
    'GET HEAD POST PUT DELETE OPTIONS PATCH TRACE COPY LOCK MKCOL MOVE PROPFIND PROPPATCH SEARCH UNLOCK BIND REBIND UNBIND ACL ' +
    'REPORT MKACTIVITY CHECKOUT MERGE NOTIFY SUBSCRIBE UNSUBSCRIBE PURGE MKCALENDAR LINK UNLINK SOURCE'
  ).split(' '),
);

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const AUTHORITY = /^[A-Za-z0-9\-._~%!$&'()*+,;=:[\]@]*$/;

const MOST_HEADERS = 100;
/** Envoy's default for names and values together. */
const MOST_KIB = 60;

/** Header names that belong to one connection, which Envoy does not forward. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'te']);

/** Headers that Envoy keeps in one place: of repeated ones, it drops those without a value. Found by asking Envoy. */
const JOINED = new Set(
  (
    'authorization accept accept-encoding access-control-request-headers access-control-request-method cache-control content-type ' +
    'content-encoding expect if-match if-modified-since if-none-match if-range if-unmodified-since origin pragma referer user-agent ' +
    'via x-client-trace-id x-forwarded-host x-forwarded-port grpc-timeout grpc-accept-encoding x-envoy-attempt-count'
  ).split(' '),
);

/** How much a listener takes. */
export interface HeaderLimits {
  readonly count?: number | undefined;
  readonly kib?: number | undefined;
}

/** What Envoy's HTTP connection manager makes of a request: the request as filters see it, or Envoy's own answer. */
export function accepted(sent: SentRequest, { count = MOST_HEADERS, kib = MOST_KIB }: HeaderLimits): HttpRequest | Malformed {
  if (!METHODS.has(sent.method) || sent.headers.some(([name]) => !NAME.test(name))) return unreadable('http1.codec_error');
  if (sent.headers.some(([, value]) => hasControls(value))) return unreadable('http1.invalid_characters');
  if (!AUTHORITY.test(sent.authority)) return unreadable('http.invalid_authority');
  const tooLarge = (details: string): Malformed => ({ status: 431, details, body: 'Request Header Fields Too Large' });
  // The pseudo-headers and Host count too.
  const bytes = sent.headers.reduce((sum, [name, value]) => sum + name.length + Buffer.byteLength(value), 0);
  if (bytes > kib * 1024) return tooLarge('http1.headers_too_large');
  if (sent.headers.length > count) return tooLarge('http1.too_many_headers');
  const named = namedByConnection(sent.headers);
  if (named.some((name) => KEPT.test(name))) return unreadable('http1.connection_header_rejected');
  if (named.includes('host') && !sent.isAbsolute) return { status: 400, details: 'missing_host_header', body: '' };
  const path = normalizedPath(sent.target);
  if (typeof path !== 'string') return path;
  const headers = joined(sent.headers.filter(([name]) => !named.includes(name.toLowerCase())));
  return { method: sent.method, path, authority: sent.authority, headers, body: sent.body };
}

/** Headers that `Connection` must not name. */
const KEPT = /^(?::|x-forwarded-(?:for|host|proto)$)/;

/** The headers that `Connection` names, which belong to one connection only: Envoy removes them before anything reads them. */
function namedByConnection(headers: SentRequest['headers']): string[] {
  const values = headers.filter(([name]) => name.toLowerCase() === 'connection').map(([, value]) => value);
  return values.flatMap((value) => value.split(',')).map((name) => name.trim().toLowerCase());
}

function joined(headers: SentRequest['headers']): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of headers) {
    const [key, text] = [name.toLowerCase(), value.trim()];
    if (HOP_BY_HOP.has(key)) continue;
    const before = found.get(key);
    const isDropped = JOINED.has(key) && (text === '' || before === '');
    found.set(key, before === undefined ? text : isDropped ? before || text : `${before},${text}`);
  }
  return found;
}
